import { GraphQLError } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

const huge = '1'.repeat(100_000);

const keys = [
  huge,
  '',
  ' ',
  '../../admin',
  '..%2f..%2fadmin',
  '%2e%2e%2fadmin',
  'call_1/../../x',
  'call_1?x=1',
  'call_1#x',
  'call_1\r\nx: y',
  'call_1%0d%0ax',
  'call_1\u0000',
  '１２３',
  '٣',
  '9007199254740993',
  '1e3',
  '0x10',
  '-1',
  '01',
  '\ud800',
  '{"$gt":""}',
  '__proto__',
];

/** A path segment with its reserved characters percent-encoded. */
const part = String.raw`(?!\.{1,2}$)(?:[\w!'()*~.-]|%[\dA-F]{2})+`;

/** Every path that the two APIs document. */
const documented = new RegExp(
  String.raw`^(BUTTER /api/(calls|agents)/${part}|BURKI /api/v1/(calls/(sid/${part}|\d+)|assistants/\d+))$`,
);

const shown = (key: string): string => (key.length > 30 ? `${key.slice(0, 5)}… (${key.length})` : key);

describe.each([
  'query($key: ID!) { call(id: $key) { id } }',
  'query($key: ID!) { node(id: $key) { id } }',
  'query($key: ID!) { nodes(ids: [$key]) { id } }',
  'query($key: ID!) { voiceAgent(id: $key) { id } }',
  'query($key: String!) { callBySid(sid: $key) { id } }',
  'query($key: ID!) { callByDatabaseId(databaseId: $key) { id } }',
  'query($key: String!) { calls(first: 1, after: $key) { totalCount } }',
  'query($key: ID!) { calls(first: 1, filter: { agents: [$key] }) { totalCount } }',
  'query($key: String!) { calls(first: 1, filter: { customerNumber: $key }) { totalCount } }',
])('%s', query => {
  test.each(keys.map(key => [shown(key), key]))('with %j requests only documented paths', async (_, key) => {
    const { ask, cost } = await openFrontDoor();
    const { errors } = await ask(query, { key });
    const codes = errors?.map(({ extensions }) => extensions.code) ?? [];
    expect(codes.filter(code => code !== 'BAD_USER_INPUT')).toEqual([]);
    const urls = cost().filter(url => !/^(BUTTER \/api\/calls|BURKI \/api\/v1\/calls\/)(\?|$)/.test(url));
    for (const url of urls) expect(url).toMatch(documented);
    if (key === huge) expect([codes, urls]).toEqual([['BAD_USER_INPUT'], []]);
    expect(JSON.stringify(errors ?? '').length).toBeLessThan(2_000);
  });
});

test('tampered and re-encoded ids are refused without a request', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data } = await ask('{ callBySid(sid: "call_abc123def456") { id } }');
  const { id } = data.callBySid;
  cost();
  const plain = Buffer.from(id, 'base64url').toString();
  for (const text of [`${plain}/../x`, `${plain}\r\n`, plain.replace('call_', '../'), `${plain}${huge}`]) {
    const { errors } = await ask('query($id: ID!) { call(id: $id) { id } }', {
      id: Buffer.from(text).toString('base64url'),
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
  expect(cost()).toEqual([]);
});

test('101 node ids are refused, whatever their cost', async () => {
  const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests: 1_000 } });
  const ids = Array.from({ length: 101 }, (_, index) => `a${index}`);
  const { data, errors } = await ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([
    { message: '`ids` takes at most 100 items; this one has 101.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(cost()).toEqual([]);
});

test('more than 1000 node ids of one query are refused, because each that fails takes an error', async () => {
  const { ask, cost } = await openFrontDoor();
  const names = Array.from({ length: 11 }, (_, index) => `n${index}`);
  const ids = Array.from({ length: 100 }, (_, index) => `a${index}`);
  const askFor = (count: number) => {
    const used = names.slice(0, count);
    const fields = used.map(name => `${name}: nodes(ids: $${name}) { id }`);
    return ask(`query(${used.map(name => `$${name}: [ID!]!`)}) { ${fields} }`, variables);
  };
  const variables = Object.fromEntries(
    names.map((name, at) => [name, [...ids.slice(at), ...ids.slice(0, at)]]),
  );
  const capture = vi.spyOn(Error, 'captureStackTrace');
  const { errors } = await askFor(10);
  const created = capture.mock.calls.filter(([error]) => error instanceof GraphQLError);
  capture.mockRestore();
  expect(errors).toHaveLength(1_000);
  if (process.env['FRONT_DOOR'] === undefined) expect(created).toHaveLength(1_000);
  expect((await askFor(11)).errors).toMatchObject([
    { message: 'One query takes at most 1000 items of `ids`; this one has 1100.' },
  ]);
  expect(cost()).toEqual([]);
});

test.each(['sources', 'statuses', 'directions', 'agents'])('101 %s in a filter are refused', async field => {
  const value = { sources: 'BURKI', statuses: 'BUSY', directions: 'INBOUND', agents: '1' }[field];
  const { ask, cost } = await openFrontDoor();
  const { errors } = await ask('query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
    filter: { [field]: Array(101).fill(value) },
  });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(errors?.[0]?.message).toContain('at most 100');
  expect(cost()).toEqual([]);
});

test.each([0, -1, 101, 2_147_483_647])('a page of %i is refused', async first => {
  const { ask, cost } = await openFrontDoor();
  const { errors } = await ask('query($first: Int) { calls(first: $first) { totalCount } }', { first });
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  expect(cost()).toEqual([]);
});
