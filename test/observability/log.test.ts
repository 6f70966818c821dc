import { describe, expect, test } from 'vitest';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { createUnexpectedErrors } from '../../src/errors/unexpected-errors.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { plainLimits } from '../front-door.ts';
import { openWatched, post } from './watched.ts';

const both =
  'query Both { callBySid(sid: "call_abc123def456") { sid } callByDatabaseId(databaseId: 101) { sid } }';

describe('a client request', () => {
  test('has one log line with its outcome', async () => {
    const watched = await openWatched();
    const headers = { 'apollographql-client-name': 'web', 'apollographql-client-version': '1.2.3' };
    await post(watched, both, { ...headers, 'x-request-id': 'abc-1' });
    expect(watched.written).toHaveLength(1);
    expect(watched.lines('request')).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        msg: 'request',
        requestId: 'abc-1',
        operationName: 'Both',
        operationType: 'query',
        outcome: 'ok',
        status: 200,
        codes: [],
        errors: 0,
        milliseconds: expect.any(Number),
        upstreamRequests: 2,
        retries: 0,
        indexReads: 0,
        caller: 'anonymous',
        clientName: 'web',
        clientVersion: '1.2.3',
      },
    ]);
  });

  test.each([
    ['that fails in part', '{ callBySid(sid: "call_fault500") { sid } }', 'errors', ['UPSTREAM_ERROR']],
    ['that is no GraphQL', '{', 'refused', ['GRAPHQL_PARSE_FAILED']],
    ['that does not fit the schema', '{ nope }', 'refused', ['GRAPHQL_VALIDATION_FAILED']],
    ['with a bad argument', '{ callByDatabaseId(databaseId: "x") { sid } }', 'errors', ['BAD_USER_INPUT']],
  ])('%s has its error codes', async (_, query, outcome, codes) => {
    const watched = await openWatched();
    await watched.ask(query);
    expect(watched.lines('request')).toMatchObject([{ outcome, codes, errors: 1 }]);
  });

  test('that is refused before its query is read has a line too', async () => {
    const watched = await openWatched();
    await watched.gateway.fetch(new Request('http://switchboard.test/elsewhere'));
    const options = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' };
    await watched.gateway.fetch(new Request('http://switchboard.test/graphql', options));
    expect(watched.lines('request')).toMatchObject([
      { outcome: 'refused', status: 404, codes: ['BAD_USER_INPUT'], operationType: null },
      { outcome: 'refused', status: 415, codes: ['BAD_USER_INPUT'], operationType: null },
    ]);
  });

  test('without a key has the code of its refusal, and with one its caller', async () => {
    const apiKeys = [{ name: 'billing', key: 'a-key-of-sixteen-signs' }];
    const access = { apiKeys, tokens: null, requestsPerMinute: null, trustProxy: false };
    const watched = await openWatched({ gateway: { access } });
    await post(watched, both);
    await post(watched, both, { authorization: 'Bearer a-key-of-sixteen-signs' });
    expect(watched.lines('request')).toMatchObject([
      { outcome: 'refused', status: 401, codes: ['UNAUTHENTICATED'], caller: null },
      { outcome: 'ok', caller: 'billing' },
    ]);
  });

  test('whose client disconnected is marked as such', async () => {
    const watched = await openWatched();
    watched.burki.play({ fault: { kind: 'hang' } });
    const client = new AbortController();
    const answer = watched.ask('{ callByDatabaseId(databaseId: 101) { sid } }', {}, client.signal);
    await expect.poll(() => watched.burki.requests.length).toBe(1);
    client.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => watched.lines('request')).toMatchObject([{ outcome: 'left' }]);
    expect(watched.lines('upstream failure')).toEqual([]);
  });

  test('has only safe characters in the names of its line', async () => {
    const watched = await openWatched();
    const name = `Call15551234567${'x'.repeat(100)}`;
    await post(watched, `query ${name} { __typename }`, { 'apollographql-client-name': '<b>"web"\\' });
    const [line] = watched.lines('request');
    expect(line).toMatchObject({ clientName: '?b??web??' });
    expect(line?.['operationName']).toBe(`Call#${'x'.repeat(64 - 'Call15551234567'.length)}`);
  });
});

test('a phone number in a name or an id is not logged', async () => {
  const watched = await openWatched();
  const headers = { 'apollographql-client-name': '+1 212 555-0142', 'x-request-id': 'tel-12125550142' };
  const response = await post(watched, 'query call_212_555_0142 { __typename }', headers);
  expect(watched.written.join()).not.toMatch(/555.?0142/);
  expect(response.headers.get('x-request-id')).not.toContain('5550142');
});

test.each(['550e8400-e29b-41d4-a716-446655440000', '4bf92f3577b34da6a3ce929d0e0e4736', 'req-42'])(
  'the id %s is not a phone number, and is logged',
  async id => {
    const watched = await openWatched();
    const response = await post(watched, '{ __typename }', { 'x-request-id': id });
    expect(response.headers.get('x-request-id')).toBe(id);
  },
);

describe('the id of a request', () => {
  test('is that of the client, and is sent back and to the upstreams', async () => {
    const watched = await openWatched();
    const response = await post(watched, both, { 'x-request-id': 'trace:7.a_b-c' });
    expect(response.headers.get('x-request-id')).toBe('trace:7.a_b-c');
    const sentOn = [...watched.butter.requests, ...watched.burki.requests].map(
      ({ headers }) => headers['x-request-id'],
    );
    expect(sentOn).toEqual(['trace:7.a_b-c', 'trace:7.a_b-c']);
  });

  test.each(['', 'two words', 'x'.repeat(129), 'a;b'])('is generated in place of %j', async given => {
    const watched = await openWatched();
    const response = await post(watched, both, { 'x-request-id': given });
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(watched.lines('request')).toMatchObject([{ requestId: id }]);
    expect(watched.burki.requests[0]?.headers['x-request-id']).toBe(id);
  });

  test.each([
    ['of a page', 'http://switchboard.test/graphql', { headers: { accept: 'text/html' } }],
    ['of a preflight', 'http://switchboard.test/graphql', { method: 'OPTIONS' }],
    ['of an unknown path', 'http://switchboard.test/elsewhere', {}],
    ['of a refusal', 'http://switchboard.test/graphql', { method: 'PUT' }],
  ])('is sent back with the response %s', async (_, url, options) => {
    const { gateway } = await openWatched();
    const response = await gateway.fetch(new Request(url, options));
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('that two concurrent requests share does not mix their figures', async () => {
    const watched = await openWatched();
    const headers = { 'x-request-id': 'same' };
    await Promise.all([post(watched, both, headers), post(watched, '{ __typename }', headers)]);
    const counted = watched.lines('request').map(line => line['upstreamRequests']);
    expect(counted.sort()).toEqual([0, 2]);
  });
});

describe('an upstream failure', () => {
  test('has one log line for each attempt', async () => {
    const watched = await openWatched({
      gateway: { limits: { ...plainLimits, attempts: 2, retryBaseMs: 1 } },
    });
    watched.burki.play({ fault: { kind: 'status', status: 503 } });
    await post(watched, '{ callByDatabaseId(databaseId: 101) { sid } }', { 'x-request-id': 'abc-1' });
    const line = {
      level: 'warn',
      requestId: 'abc-1',
      source: 'BURKI',
      route: 'call',
      code: 'UPSTREAM_UNAVAILABLE',
      status: 503,
      milliseconds: expect.any(Number),
    };
    expect(watched.lines('upstream failure')).toMatchObject([
      { ...line, attempt: 1 },
      { ...line, attempt: 2 },
    ]);
    expect(watched.lines('request')).toMatchObject([{ upstreamRequests: 2, retries: 1 }]);
  });

  test('without an attempt is logged at level debug only', async () => {
    const breaker = { ...plainLimits.breaker, failures: 1, openMs: 60_000 };
    const watched = await openWatched({ gateway: { limits: { ...plainLimits, breaker } } }, 'debug');
    watched.burki.play({ fault: { kind: 'status', status: 503 } });
    for (const id of [101, 102]) await watched.ask(`{ callByDatabaseId(databaseId: ${id}) { sid } }`);
    expect(watched.lines('upstream failure')).toHaveLength(1);
    expect(watched.lines('upstream not asked')).toMatchObject([{ level: 'debug', refused: 'breaker' }]);
    expect(watched.lines('request').map(line => line['upstreamRequests'])).toEqual([1, 0]);
  });
});

test('a field with drift is logged once', async () => {
  const watched = await openWatched();
  watched.burki.change(101, { duration: 'long' as never });
  for (let count = 0; count < 2; count++)
    await watched.ask('{ callByDatabaseId(databaseId: 101) { duration } }');
  expect(watched.lines('drift')).toMatchObject([{ level: 'warn', source: 'BURKI', field: 'duration' }]);
});

test('an unexpected error is logged with its place in the code, and without its message', async () => {
  const watched = await openWatched({ gateway: { forwardHeaders: ['no name of a header'] } });
  // By `fetch`, because only Headers object to such a name.
  await post(watched, '{ __typename }');
  const [line] = watched.lines('request');
  expect(line).toMatchObject({ level: 'error', codes: ['INTERNAL_SERVER_ERROR'] });
  expect(line?.['fault']).toMatch(/^TypeError\n +at .*\n.*forwarded-headers\.ts/s);
  expect(line?.['fault']).not.toContain('no name of a header');
});

test('a message that looks like a stack is not logged', () => {
  const faults = createUnexpectedErrors();
  const coded = faults.mask(new RangeError('of\n    at +12065550100'));
  expect(faults.stackOf(coded)).toMatch(/^RangeError\n +at .*log\.test\.ts/);
  expect(faults.stackOf(coded)).not.toContain('+12065550100');
  expect(faults.stackOf(faults.mask(new SwitchboardError('OVERLOADED', 'foreseen')))).toBeNull();
});

test('lines below the level are not written', () => {
  const written: string[] = [];
  const stream = { write: (line: string) => void written.push(line) };
  createLogger('silent', stream).error('unheard');
  createLogger('warn', stream).info('unheard');
  createLogger('warn', stream).warn('heard');
  expect(written.map(line => JSON.parse(line).msg)).toEqual(['heard']);
});
