import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

const typeAt = (index: number): string => `a${index}: __type(name: "T${index}") { name }`;
/** So many fields one within another. */
const deep = (levels: number): string =>
  `{ __type(name: "Call") { ${'ofType { '.repeat(levels - 2)} name ${'} '.repeat(levels - 2)} } }`;
/** Each type has five of them, its own included. */
const aliases = (count: number) =>
  `{ ${times(count / 5, index => `t${index}: __type(name: "T${index}") { a: name b: name c: name d: name }`)} ${count % 5 ? 'a: __typename' : ''} }`;
const directives = (count: number) =>
  `{ callSources { ${times(count, index => `... @include(if: true) { ${index % 2 ? 'source' : 'mode'} }`)} } }`;
const fields = (count: number) =>
  `{ ${times(count / 2, index => `... { ${typeAt(index)} }`)} ${times(count / 2, () => '__typename')} }`;
const topAliases = (count: number) => `{ ${times(count, typeAt)} }`;
/** That there are too many ids is for the field to say, which comes later. */
const tokens = (count: number) => `{ nodes(ids: [${times(count - 12, () => '"a"')}]) { id } }`;

/** Line breaks of each kind. */
const lines = (count: number) =>
  `{ ${times(count - 1, index => ['\n', '\r', '\r\n\t'][index % 3] ?? '')} callSources { source } }`;

describe.each([
  ['tokens', tokens, 2_000, 'The query may have at most 2000 tokens; this one has more.'],
  ['lines', lines, 5_000, 'The query may have at most 5000 lines; this one has more.'],
  ['depth', deep, 14, 'The query may have at most 15 levels of fields; this one has 16.'],
  ['aliases', aliases, 50, 'The query may have at most 50 aliases; this one has 51.'],
  ['aliases at the top', topAliases, 50, 'The query may have at most 50 aliases; this one has 51.'],
  ['directives', directives, 50, 'The query may have at most 50 directives; this one has 51.'],
  ['fields at the top', fields, 50, 'The query may have at most 50 fields at the top; this one has 52.'],
])('the limit of %s', (name, queryOf, limit, message) => {
  const step = name === 'depth' || name === 'fields at the top' ? 2 : 1;

  test('accepts a query at the limit', async () => {
    const { ask } = await openFrontDoor();
    const codes = (await ask(queryOf(limit))).errors?.map(({ extensions }) => extensions.code) ?? [];
    expect(codes).toEqual(name === 'tokens' ? ['BAD_USER_INPUT'] : []);
  });

  test('refuses a query above the limit without an upstream request, and names both figures', async () => {
    const { ask, cost } = await openFrontDoor();
    const { status, data, errors } = await ask(queryOf(limit + step));
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors).toEqual([{ message, extensions: { code: 'QUERY_TOO_EXPENSIVE', retryable: false } }]);
    expect(cost()).toEqual([]);
  });
});

const fragments = (count: number, body: (index: number) => string) =>
  times(count, index => `fragment f${index} on Query { ${body(index)} }`);

test.each([
  ['30,000 nested braces', `${'{a'.repeat(30_000)}${'}'.repeat(30_000)}`, 'tokens'],
  ['30,000 nested lists', `{ nodes(ids: ${'['.repeat(30_000)}${']'.repeat(30_000)}) { id } }`, ''],
  ['4,000 aliases', topAliases(4_000), 'tokens'],
  ['10,000 directives', `{ __typename ${'@skip(if: false) '.repeat(10_000)} }`, 'tokens'],
  [
    'one field under 600 aliases',
    `{ callSources { ${times(600, index => `a${index}: source`)} } }`,
    'aliases',
  ],
  [
    'fragments that double 100 times',
    `{ ...f0 } ${fragments(100, index => (index < 99 ? `...f${index + 1} ...f${index + 1}` : 'a: __typename'))}`,
    'aliases; this one has over 100000',
  ],
  [
    'fragments that deepen each other',
    `{ callBySid(sid: "a") { ...g0 } } ${times(20, index => `fragment g${index} on Call { transcript { call { ${index < 19 ? `...g${index + 1}` : 'id'} } } }`)}`,
    'levels of fields; this one has 42',
  ],
  [
    '100 directives on fragments',
    `{ ${times(100, () => '... @skip(if: false) { __typename }')} }`,
    'directives',
  ],
])('%s are refused', async (_, query, message) => {
  const { ask, cost } = await openFrontDoor();
  const { errors } = await ask(query);
  expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
  expect(errors?.[0]?.message).toContain(message);
  expect(cost()).toEqual([]);
});

test.each([
  ['itself', '{ ...a } fragment a on Query { __typename ...a }'],
  ['each other', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
  [
    'each other a hundred times',
    `{ ...f0 } ${fragments(100, index => `...f${(index + 1) % 100} ...f${(index + 7) % 100}`)}`,
  ],
])('fragments that lead back to %s are refused by validation', async (_, query) => {
  const { ask } = await openFrontDoor();
  const { status, errors } = await ask(query);
  expect(status).toBe(400);
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
});

test('only the operation that is executed is measured', async () => {
  const { gateway } = await openFrontDoor();
  const query = `query Small { __typename } query Large { callSources { ${times(60, index => `a${index}: source`)} } }`;
  const ask = async (operationName: string) => {
    const body = JSON.stringify({ query, operationName });
    const headers = { 'content-type': 'application/json' };
    const request = new Request('http://switchboard.test/graphql', { method: 'POST', headers, body });
    return (await gateway.fetch(request)).json();
  };
  for (const _ of ['at first', 'and from the cache']) {
    expect(await ask('Small')).toEqual({ data: { __typename: 'Query' } });
    expect((await ask('Large')).errors[0].extensions.code).toBe('QUERY_TOO_EXPENSIVE');
  }
});

test('the queries by which GraphiQL and code generators read the schema pass', async () => {
  const { ask } = await openFrontDoor();
  const everything = { descriptions: true, specifiedByUrl: true, schemaDescription: true };
  const more = { directiveIsRepeatable: true, inputValueDeprecation: true, oneOf: true };
  for (const query of [getIntrospectionQuery(), getIntrospectionQuery({ ...everything, ...more })]) {
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    expect(data.__schema.queryType.name).toBe('Query');
  }
});

test('a circular introspection query is refused', async () => {
  const { ask } = await openFrontDoor();
  const circles = 'fields { type { '.repeat(5);
  const { errors } = await ask(`{ __schema { types { ${circles} name ${'} }'.repeat(5)} } } }`);
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
});

test('10,000 aliases exceed the limit of the body', async () => {
  const { ask, cost } = await openFrontDoor();
  const { status, errors } = await ask(topAliases(10_000));
  expect([status, errors?.[0]?.extensions.code, cost()]).toEqual([413, 'BAD_USER_INPUT', []]);
});

test.each([
  ['lists', `{ nodes(ids: ${'['.repeat(990)}${']'.repeat(990)}) { id } }`],
  ['objects', `{ calls(filter: ${'{a:'.repeat(490)}1${'}'.repeat(490)}) { totalCount } }`],
  ['types', `query($a: ${'['.repeat(980)}Int${']'.repeat(980)}) { __typename }`],
  ['inline fragments', `${'{ ...'.repeat(660)} { __typename } ${'}'.repeat(660)}`],
])('%s as deep as the token limit allows are refused with the code of their own limit', async (_, query) => {
  const { ask } = await openFrontDoor();
  const { errors } = await ask(query, { a: null });
  for (const { extensions } of errors ?? []) expect(extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
});

test('no error message repeats a long part of the query', async () => {
  const { ask } = await openFrontDoor();
  const long = 'x'.repeat(50_000);
  for (const query of [
    `{ ${long} }`,
    `{ a ${'"'}${long}" }`,
    `query ${long}($a: Int, $b: Int) { __typename }`,
  ]) {
    const { errors } = await ask(query);
    for (const { message } of errors ?? []) expect(message.length).toBeLessThanOrEqual(501);
  }
});
