import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// A busy machine takes any time, so that no test of this project compares a time with a number. Such tests are in
// test/full; here a time is compared with one that is measured beside it, or an order of events is.

const root = new URL('./', import.meta.url);
const elsewhere = /^(?:full|bench|figures)\/|^timing\.test\.ts$/;

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => name.endsWith('.ts') && !elsewhere.test(name) && !name.includes('node_modules/'))
  .map(name => ({ name, text: readFileSync(new URL(name, root), 'utf8') }));

const clock = String.raw`(?:performance|Date)\.now\(\)`;

/** The names of a file's measured times, besides the expression of a clock itself. */
const timesIn = (text: string): string[] => [
  clock,
  ...[...text.matchAll(new RegExp(String.raw`const (\w+) = (?:await durationOf\(|${clock} - )`, 'g'))].map(
    ([, name = '']) => String.raw`${name}\b`,
  ),
];

/** Where a file bounds a time by a number, as far as its text shows that. */
function boundsIn(text: string): string[] {
  const time = `(?:${timesIn(text).join('|')})`;
  const patterns = [
    // An upper bound alone, because a busy machine shortens nothing.
    String.raw`expect\((?:\w+\()?${time}[^;]*?\.toBeLess\w+\((?:[^)]*[?:])?\s*[\d_.]+\s*\)`,
    // Vitest's own limits apply, which leave time for a busy machine.
    String.raw`\btimeout: [\d_]+`,
    String.raw`\bAbortSignal\.timeout\(`,
    String.raw`\bvi\.wait(?:For|Until)\(`,
    String.raw`\},\s*[1-5]?\d_000,?\s*\);`,
  ];
  return patterns.flatMap(pattern => text.match(new RegExp(pattern, 'g')) ?? []);
}

test('no test bounds a time by a number', () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.flatMap(({ name, text }) => boundsIn(text).map(bound => `${name}: ${bound}`))).toEqual([]);
});

test.each([
  'expect(performance.now() - start).toBeLessThan(500);',
  'expect(performance.now() - start).toBeLessThan(code === null ? 9_500 : 3_500);',
  'const wait = performance.now() - start;\nexpect(wait).toBeLessThanOrEqual(1_000);',
  'const took = await durationOf(run);\nexpect(median(took)).toBeLessThan(20);',
  'await expect.poll(count, { interval: 1, timeout: 5_000 }).toBe(1);',
  'await fetch(url, { signal: AbortSignal.timeout(100) });',
  'await vi.waitFor(answered);',
  'test(name, async () => {\n}, 30_000);',
])('a bound is found in %j', text => {
  expect(boundsIn(text)).toHaveLength(1);
});

test.each([
  'const took = await durationOf(run);\nexpect(took).toBeLessThan(8 * first);',
  'const took = await durationOf(run);\nexpect(took).toBeLessThan(other);',
  'expect(performance.now() - start).toBeGreaterThan(500);',
  'expect(answer.length).toBeLessThan(500);',
  'test(name, async () => {\n}, 120_000);',
])('no bound is found in %j', text => {
  expect(boundsIn(text)).toEqual([]);
});
