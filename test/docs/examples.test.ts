import { buildSchema, Kind, NoUnusedFragmentsRule, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';
import { settingNames } from '../../src/config/env-var.ts';
import { readConfig } from '../../src/config/index.ts';
import { withDefer } from '../../src/graphql/documents/defer-directive.ts';
import { readSdl } from '../../src/graphql/schema.ts';
import { sourceDefinitions } from '../../src/sources/index.ts';
import { openFrontDoor } from '../front-door.ts';
import { openIndexedDoor } from '../indexed-connection/indexed-door.ts';
import { blocks, pages, readText, rowsByCode } from './pages.ts';

test('the query of the README gives exactly the answer of the README', async () => {
  const { ask } = await openFrontDoor();
  const [query = ''] = blocks('README.md', 'graphql');
  const [answer = ''] = blocks('README.md', 'json');
  const { status, ...given } = await ask(query);
  expect(status).toBe(200);
  expect(given).toEqual(JSON.parse(answer));
});

test('the list and the sum of the README give exactly the answer of the README, at no upstream request', async () => {
  const { ask, cost } = await openIndexedDoor();
  const [, query = ''] = blocks('README.md', 'graphql');
  const [, answer = ''] = blocks('README.md', 'json');
  const { status, ...given } = await ask(query);
  expect(status).toBe(200);
  expect(given).toEqual(JSON.parse(answer));
  expect(cost()).toEqual([]);
});

test('the curl command of the README sends the same query', async () => {
  const { ask } = await openFrontDoor();
  const [query = ''] = blocks('README.md', 'graphql');
  const curl = blocks('README.md', 'sh').find(block => block.startsWith('curl')) ?? '';
  const body = /-d '(.*)'/s.exec(curl)?.[1] ?? '';
  const posted = JSON.parse(body);
  expect(await ask(posted.query)).toEqual(await ask(query));
});

test('the failing query of docs/errors.md gives exactly its answer', async () => {
  const { ask } = await openFrontDoor();
  const [query = ''] = blocks('docs/errors.md', 'graphql');
  const [answer = ''] = blocks('docs/errors.md', 'json');
  const { status, ...given } = await ask(query);
  expect(status).toBe(200);
  expect(given).toEqual(JSON.parse(answer));
});

test('the list of docs/merged-list.md runs', async () => {
  const { ask } = await openFrontDoor();
  const [query = ''] = blocks('docs/merged-list.md', 'graphql');
  const { data, errors } = await ask(query);
  expect(errors).toBeUndefined();
  expect(data.calls.nodes).toHaveLength(20);
});

test('the statistics of docs/statistics.md run', async () => {
  const now = () => new Date('2026-03-10T12:00:00Z');
  const { ask } = await openIndexedDoor({ butter: { now }, burki: { now } });
  const [query = ''] = blocks('docs/statistics.md', 'graphql');
  const { data, errors } = await ask(query);
  expect(errors).toBeUndefined();
  expect(data.callStats.groups.length).toBe(data.callStats.groupCount);
  expect(data.callStats.groupCount).toBeGreaterThan(0);
});

const rules = specifiedRules.filter(rule => rule !== NoUnusedFragmentsRule);

const isExecutable = (text: string): boolean =>
  parse(text).definitions.every(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION,
  );

test('every query and fragment of a page fits the schema, but those of a larger graph', () => {
  const schema = withDefer(buildSchema(readSdl()));
  const written = pages
    .filter(page => page !== 'docs/federation.md')
    .flatMap(page => blocks(page, 'graphql').map(text => ({ page, text })))
    .filter(({ text }) => isExecutable(text));
  expect(written.length).toBeGreaterThan(15);
  for (const { page, text } of written)
    expect([page, ...validate(schema, parse(text), rules).map(({ message }) => message)]).toEqual([page]);
});

const settings = settingNames();

const reference = 'docs/configuration.md';

test('docs/configuration.md has every setting there is, and no other', () => {
  const documented = [...rowsByCode(reference)].filter(([, cells]) => cells.length === 3);
  expect(settings.length).toBeGreaterThan(10);
  expect(documented.map(([name]) => name).sort()).toEqual([...settings].sort());
});

/** A cell without the links, whose targets differ by the folder of the page. */
const textOf = (cell: string): string => cell.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');

test('the README has ten settings, with the words of docs/configuration.md', () => {
  const rows = rowsByCode(reference);
  const common = [...rowsByCode('README.md')].filter(([name]) => settings.includes(name));
  expect(common).toHaveLength(10);
  for (const [name, cells] of common) {
    const [standard = '', meaning = ''] = rows.get(name) ?? [];
    expect([standard, meaning].map(textOf), name).toEqual(cells.map(textOf));
  }
});

test('the accepted values in docs/configuration.md are those of the error for a wrong value', () => {
  const rows = rowsByCode(reference);
  for (const name of settings)
    expect(readConfig({ [name]: '\0' })).toEqual({
      problems: expect.arrayContaining([`${name}: expected ${rows.get(name)?.at(-1)}`]),
    });
});

test('a setting with its default of docs/configuration.md changes nothing', () => {
  const rows = rowsByCode(reference);
  const defaults = settings.flatMap(name => {
    const value = /^`([^`]+)`$/.exec(rows.get(name)?.[0] ?? '')?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });
  expect(defaults.length).toBeGreaterThan(5);
  for (const [name, value] of defaults) expect(readConfig({ [name]: value })).toEqual(readConfig({}));
});

test("docs/configuration.md has the vendors' own addresses", () => {
  const rows = rowsByCode(reference);
  for (const { identity, url } of sourceDefinitions)
    expect(rows.get(`${identity.name}_URL`)?.[0]).toContain(`\`${url}\``);
});

test('every script that a page names exists', () => {
  const { scripts } = JSON.parse(readText('package.json'));
  const named = pages.flatMap(page => [...readText(page).matchAll(/npm run ([\w:]+)/g)]);
  expect(named.length).toBeGreaterThan(5);
  for (const [, script = ''] of named) expect(Object.keys(scripts)).toContain(script);
});

test('docs/errors.md explains every error code, and no other', () => {
  const type = buildSchema(readSdl()).getType('CallErrorCode');
  const codes = type && 'getValues' in type ? type.getValues().map(({ name }) => name) : [];
  expect(codes).toContain('BAD_USER_INPUT');
  const explained = rowsByCode('docs/errors.md');
  expect([...explained.keys()].filter(code => /^[A-Z_]+$/.test(code)).sort()).toEqual([...codes].sort());
});
