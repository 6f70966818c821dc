import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { readSdl } from '../../src/graphql/schema.ts';
import { sourceDefinitions } from '../../src/sources/index.ts';
import { openFrontDoor } from '../front-door.ts';
import { blocks, codeSpans, pages, readText, rowsByCode, section } from './pages.ts';

test('the query of the README gives exactly the answer of the README', async () => {
  const { ask } = await openFrontDoor();
  const [query = ''] = blocks('README.md', 'graphql');
  const [answer = ''] = blocks('README.md', 'json');
  const { status, ...given } = await ask(query);
  expect(status).toBe(200);
  expect(given).toEqual(JSON.parse(answer));
});

test('the curl of the README asks the same query', async () => {
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
  expect(data.calls.edges).toHaveLength(20);
});

const settings = [
  ...['index', 'access', 'caching', 'documents', 'federation', 'observability', 'proxy', 'sources']
    .map(name => readText(`src/config/${name}.ts`))
    .join()
    .matchAll(/^ {2}([A-Z_]+): envVar\(/gm),
].map(([, name = '']) => name);

test('the README has every setting there is, and no other', () => {
  const documented = [...rowsByCode('README.md')].filter(([, cells]) => cells.length === 3);
  expect(settings.length).toBeGreaterThan(10);
  expect(documented.map(([name]) => name).sort()).toEqual([...settings].sort());
});

test('what the README says a setting accepts is what a wrong one is told', () => {
  const rows = rowsByCode('README.md');
  for (const name of settings)
    expect(readConfig({ [name]: '\0' })).toEqual({
      problems: expect.arrayContaining([`${name}: expected ${rows.get(name)?.at(-1)}`]),
    });
});

test('a setting set to the default of the README changes nothing', () => {
  const rows = rowsByCode('README.md');
  const defaults = settings.flatMap(name => {
    const value = /^`([^`]+)`$/.exec(rows.get(name)?.[0] ?? '')?.[1];
    return value === undefined ? [] : [[name, value] as const];
  });
  expect(defaults.length).toBeGreaterThan(5);
  for (const [name, value] of defaults) expect(readConfig({ [name]: value })).toEqual(readConfig({}));
});

test("the README has the vendors' own addresses", () => {
  const rows = rowsByCode('README.md');
  for (const { identity, url } of sourceDefinitions)
    expect(rows.get(`${identity.name}_URL`)?.[0]).toContain(`\`${url}\``);
});

test('every script that a page names is there', () => {
  const { scripts } = JSON.parse(readText('package.json'));
  const named = pages.flatMap(page => [...readText(page).matchAll(/npm run ([\w:]+)/g)]);
  expect(named.length).toBeGreaterThan(5);
  for (const [, script = ''] of named) expect(Object.keys(scripts)).toContain(script);
});

test('the README says of each error code what it means, and docs/errors.md what to do', () => {
  const type = buildSchema(readSdl()).getType('ErrorCode');
  const codes = type && 'getValues' in type ? type.getValues().map(({ name }) => name) : [];
  expect(codes).toContain('BAD_USER_INPUT');
  const explained = rowsByCode('docs/errors.md');
  expect([...explained.keys()].filter(code => /^[A-Z_]+$/.test(code)).sort()).toEqual([...codes].sort());
  const readme = codeSpans(section('README.md', 'Errors'));
  expect(readme.filter(code => /^[A-Z_]+$/.test(code)).sort()).toEqual([...codes].sort());
});
