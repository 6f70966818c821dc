import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger, createLogObserver } from '../../src/observability/logger.ts';
import { listen } from '../../src/server/http-server.ts';
import { openIndexedDoor } from './indexed-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const list = 'calls(first: 5, filter: { statuses: BUSY }) { nodes { id } }';
const remembered = 'callByDatabaseId(databaseId: 101) { id status }';

test('a response of which the index gave a part is made anew each time, and others are repeated', async () => {
  const door = await openIndexedDoor({ gateway: { cache } });
  const server = await listen(door.gateway.listener, '127.0.0.1', 0);
  onTestFinished(() => server.close());
  const ask = async (query: string) => {
    const headers = { 'content-type': 'application/json' };
    const { body } = await request(`${server.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return body.json();
  };
  for (let asked = 0; asked < 4; asked += 1)
    expect(await ask(`{ ${list} ${remembered} }`)).toMatchObject({
      data: { callByDatabaseId: { status: 'COMPLETED' } },
    });
  expect(door.memory.requests()).toHaveLength(4);
  expect(door.cost()).toEqual(['BURKI /api/v1/calls/101']);
});

test.each([
  [`{ ${list} }`, 'no-store'],
  [`{ calls(first: 2) { totalCount } }`, 'no-store'],
  [`{ calls(first: 2) { nodes { id } } }`, 'private, max-age=1'],
])('the response to GET of %s is %s', async (query, cacheControl) => {
  const { gateway } = await openIndexedDoor();
  const url = `http://switchboard.test/graphql?query=${encodeURIComponent(query)}`;
  const response = await gateway.fetch(new Request(url));
  expect((await response.json()).errors).toBeUndefined();
  expect(response.headers.get('cache-control')).toBe(cacheControl);
});

test('the explanation and the log line of a request have each answer of the index', async () => {
  const written: string[] = [];
  const observer = createLogObserver(createLogger('info', { write: line => void written.push(line) }));
  const { ask } = await openIndexedDoor({ gateway: { explain: true, observers: [observer] } });
  const { extensions } = await ask(`{ ${list} ordered: calls(orderBy: {}) { nodes { id } } }`);
  const read = { kind: 'LIST', milliseconds: expect.any(Number) };
  expect(extensions.explain).toMatchObject({ upstreamRequests: [], indexReads: [read, read] });
  expect(JSON.parse(written.at(-1) ?? '')).toMatchObject({ upstreamRequests: 0, indexReads: 2 });
});

test('equal lists of one request are one answer of the index, unless their pages differ', async () => {
  const { ask, memory } = await openIndexedDoor();
  const { data } = await ask(`{
    a: calls(last: 3) { nodes { id } }
    b: calls(last: 3, orderBy: { field: TIME }) { nodes { id } }
    c: calls(last: 3) { totalCount nodes { sid } }
    d: calls(last: 3, orderBy: { direction: ASC }) { nodes { id } }
  }`);
  expect(data.a.nodes).toHaveLength(3);
  expect(memory.requests()).toHaveLength(3);
});

const most = (maxUpstreamRequests: number) => ({ gateway: { maxUpstreamRequests } });

test.each<[string, number]>([
  ['calls(first: 100, filter: { statuses: BUSY }) { totalCount nodes { sid } }', 0],
  ['calls(first: 100, orderBy: {}) { nodes { sid } }', 0],
  ['calls(last: 30) { nodes { traceId } }', 30],
  ['calls(last: 30) { nodes { agent { name settings { llm { model } } } } }', 30],
  ['calls(first: 7, filter: { statuses: BUSY }) { nodes { traceId recordings { uri } } }', 7],
  ['calls(first: 10) { totalCount nodes { sid } }', 2],
])('%s may take %i upstream requests', async (field, requests) => {
  const enough = await openIndexedDoor(most(requests));
  expect((await enough.ask(`{ ${field} }`)).errors).toBeUndefined();
  if (requests === 0) return;
  const { ask } = await openIndexedDoor(most(requests - 1));
  const { errors } = await ask(`{ ${field} }`);
  expect(errors?.[0]?.extensions['code']).toBe('QUERY_TOO_EXPENSIVE');
});

test('a refusal by cost names the largest `last` that fits', async () => {
  const { ask } = await openIndexedDoor(most(12));
  const { errors } = await ask('{ calls(last: 30) { nodes { traceId } } }');
  expect(errors?.[0]?.message).toBe(
    'This query may take 30 upstream requests, and 12 are allowed. With `last: 12` on `calls` it would fit.',
  );
});

test('an index that cannot take a request costs the list alone', async () => {
  const { SwitchboardError } = await import('../../src/domain/errors.ts');
  const door = await openIndexedDoor();
  door.memory.calls = () => {
    throw new SwitchboardError('OVERLOADED', 'Too many requests wait for the index.', { retryable: true });
  };
  const { data, errors } = await door.ask(`{ ${list} ${remembered} }`);
  expect(data).toMatchObject({ calls: null, callByDatabaseId: { status: 'COMPLETED' } });
  expect(errors).toMatchObject([{ path: ['calls'], extensions: { code: 'OVERLOADED', retryable: true } }]);
});
