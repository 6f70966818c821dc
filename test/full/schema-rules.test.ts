import { readdirSync } from 'node:fs';
import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';
import { codeSpans, locate, readText } from '../docs/pages.ts';

const page = readText('docs/schema.md');
const rules = page.match(/^\d+\. .*\n(?: {2,}.*\n)*/gm) ?? [];
const prefix = '@graphql-eslint/';
const eslint = new ESLint();

// Loads the linter and its rules, which takes seconds where little else runs.
beforeAll(() => eslint.calculateConfigForFile('schema/call.graphql'), 60_000);

/** What the linter says of a part of the schema, by its rules. */
async function lint(sdl: string): Promise<(string | undefined)[]> {
  const [result] = await eslint.lintText(sdl, { filePath: 'schema/call.graphql' });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId?.replace(prefix, ''));
}

test('docs/schema.md has ten rules, each with the lint rule or test that enforces it', () => {
  expect(rules).toHaveLength(10);
  for (const rule of rules) expect(rule).toMatch(/(`[a-z]+(-[a-z]+)+`|")\n$/);
});

test('each rule of the linter that docs/schema.md names is on', async () => {
  const named = codeSpans(rules.join('')).filter(code => /^[a-z]+(-[a-z]+)+$/.test(code));
  const config = await eslint.calculateConfigForFile('schema/call.graphql');
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter(name => config.rules[prefix + name]?.[0] !== 2)).toEqual([]);
});

test('each test that docs/schema.md names exists', () => {
  const files = readdirSync(locate('test/'), { recursive: true, encoding: 'utf8' });
  const tests = files.filter(name => name.endsWith('.test.ts')).map(name => readText(`test/${name}`));
  const titles = [
    ...rules
      .join('')
      .replace(/\s+/g, ' ')
      .matchAll(/"([^"]+)"/g),
  ].map(([, title = '']) => title);
  expect(titles.length).toBeGreaterThan(5);
  expect(titles.filter(title => !tests.some(text => text.includes(title)))).toEqual([]);
});

test.each([
  ['a field without a description', '"A part." type Call { part: Int }', 'require-description'],
  ['an argument without a description', '"A." type Call { "P." p(q: Int): Int }', 'require-description'],
  ['a value without a description', '"How." enum CallStatus { DONE }', 'require-description'],
  ['a wire spelling', '"A." type Call { "The sid." call_sid: Int }', 'naming-convention'],
  ['a field that says its type', '"A." type Call { "The sid." callSid: Int }', 'no-typename-prefix'],
  ['a type that nothing leads to', '"A." type Island { "P." part: Int }', 'no-unreachable-types'],
  [
    'a deprecation without a reason',
    '"A." type Call { "P." p: Int @deprecated }',
    'require-deprecation-reason',
  ],
  [
    'a root that takes its siblings along',
    '"Q." type Query { "C." c: Call! }',
    'require-nullable-result-in-root',
  ],
  [
    'a connection without pages',
    '"A." type CallConnection { "E." edges: [CallEdge!]! }',
    'relay-connection-types',
  ],
])('the linter refuses %s', async (_, sdl, rule) => {
  expect(await lint(sdl)).toContain(rule);
});
