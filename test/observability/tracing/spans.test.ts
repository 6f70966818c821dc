import { describe, expect, test } from 'vitest';
import { defaultCacheOptions } from '../../../src/cache/cache-config.ts';
import { openAccess } from '../../../src/domain/caller.ts';
import { codeSpans, readText } from '../../docs/pages.ts';
import { holdAnswers, plainLimits } from '../../front-door.ts';
import { openLibsqlDoor } from '../../indexed-connection/libsql-door.ts';
import { post } from '../watched.ts';
import { childrenOf, ofKind, onlyOf, openTraced } from './traced-door.ts';

const documented = '{ callBySid(sid: "call_abc123def456") { status } }';
const cached = { gateway: { cache: defaultCacheOptions } };

const listAndDetails = `query Dashboard {
  calls(first: 5) { edges { node { sid } } }
  one: callByDatabaseId(databaseId: 101) { status }
  two: callByDatabaseId(databaseId: 102) { status }
  three: callBySid(sid: "call_abc123def456") { status }
}`;

describe('one list and three details', () => {
  test('make a server span, and below it a client span for each upstream request', async () => {
    const traced = await openTraced();
    await traced.ask(listAndDetails);
    const spans = await traced.spans();
    const server = onlyOf(spans, 'server');
    const clients = ofKind(spans, 'client');
    expect(clients.length).toBe(traced.cost().length);
    expect(clients.length).toBeGreaterThanOrEqual(4);
    expect(clients.length).toBeLessThanOrEqual(5);
    for (const { parentSpanId, traceId } of clients) {
      expect(parentSpanId).toBe(server.spanId);
      expect(traceId).toBe(server.traceId);
    }
    expect(new Set(clients.map(({ name }) => name))).toEqual(
      new Set(['BUTTER list', 'BURKI list', 'BURKI call', 'BUTTER call']),
    );
  });

  test('are described by their type, and never by their text', async () => {
    const traced = await openTraced();
    await traced.ask(listAndDetails);
    const server = onlyOf(await traced.spans(), 'server');
    expect(server.name).toBe('query');
    expect(server.parentSpanId ?? '').toBe('');
    expect(server.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'http.route': '/graphql',
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Dashboard',
      'switchboard.outcome': 'ok',
      'switchboard.upstream_requests': expect.any(Number),
      'switchboard.retries': 0,
      'switchboard.cache.hits': 0,
      'switchboard.cache.shared_hits': 0,
      'switchboard.response_cache.hit': false,
    });
  });
});

describe('parsing and validation', () => {
  test.each([
    { fastPath: true },
    { fastPath: false },
    { fastPath: true, introspection: false },
    { fastPath: false, introspection: false },
  ])('have a span each, and none once the document is cached: %o', async gateway => {
    const traced = await openTraced({ gateway });
    for (let count = 0; count < 2; count += 1) await traced.ask('{ __typename }');
    const spans = await traced.spans();
    const [first, second] = ofKind(spans, 'server');
    if (!first || !second) throw new Error('A request has no span.');
    expect(childrenOf(spans, first).map(({ name }) => name)).toEqual(['graphql.parse', 'graphql.validate']);
    expect(childrenOf(spans, second)).toEqual([]);
  });

  test('that reject a document leave the type of its operation unknown', async () => {
    const traced = await openTraced();
    await traced.ask('{');
    const server = onlyOf(await traced.spans(), 'server');
    expect(server.name).toBe('GraphQL Operation');
    expect(server.status).toEqual({ code: 0 });
    expect(server.attributes).toMatchObject({
      'switchboard.outcome': 'refused',
      'switchboard.codes': ['GRAPHQL_PARSE_FAILED'],
    });
  });
});

test('each attempt is an event of the span of its request', async () => {
  const traced = await openTraced({ gateway: { limits: { ...plainLimits, attempts: 2, retryBaseMs: 1 } } });
  const end = traced.burki.play({ fault: { kind: 'status', status: 503 }, times: 1 });
  await traced.ask('{ callByDatabaseId(databaseId: 101) { status } }');
  end();
  const client = onlyOf(await traced.spans(), 'client');
  expect(
    client.events.map(({ name, attributes }) => [name, attributes['http.response.status_code']]),
  ).toEqual([
    ['attempt', 503],
    ['attempt', 200],
  ]);
  expect(client.events[0]?.attributes).toMatchObject({
    'switchboard.attempt': 1,
    'error.type': 'UPSTREAM_UNAVAILABLE',
    'switchboard.queued_ms': expect.any(Number),
  });
  expect(client.attributes).toMatchObject({
    'peer.service': 'burki',
    'switchboard.route': 'call',
    'http.response.status_code': 200,
    'http.request.resend_count': 1,
  });
  expect(client.status).toEqual({ code: 0 });
});

test('an attempt that the breaker rejects is no retry, because nothing was sent', async () => {
  const breaker = { ...plainLimits.breaker, failures: 1 };
  const limits = { ...plainLimits, attempts: 2, retryBaseMs: 1, breaker };
  const traced = await openTraced({ gateway: { limits } });
  traced.burki.play({ fault: { kind: 'status', status: 503 } });
  await traced.ask('{ callByDatabaseId(databaseId: 101) { status } }');
  const spans = await traced.spans();
  const { events, attributes } = onlyOf(spans, 'client');
  expect(events.map(event => event.attributes['switchboard.rejected_by'])).toEqual([undefined, 'breaker']);
  expect(attributes).not.toHaveProperty('http.request.resend_count');
  expect(attributes['http.response.status_code']).toBe(503);
  expect(onlyOf(spans, 'server').attributes['switchboard.retries']).toBe(0);
});

test('a request that the limit of its client rejects is no error of a span', async () => {
  const access = { ...openAccess, upstreamPerMinute: 1 };
  const traced = await openTraced({ gateway: { access } });
  await traced.ask('{ callByDatabaseId(databaseId: 101) { status } }');
  const { errors } = await traced.ask('{ callByDatabaseId(databaseId: 102) { status } }');
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  const [, rejected] = ofKind(await traced.spans(), 'client');
  expect(rejected?.events[0]?.attributes['switchboard.rejected_by']).toBe('limit');
  expect(rejected?.attributes).not.toHaveProperty('error.type');
  expect(rejected?.status).toEqual({ code: 0 });
});

test('a failure of a source is one of its span, and of the request', async () => {
  const traced = await openTraced();
  traced.burki.play({ fault: { kind: 'status', status: 500 } });
  await traced.ask('{ callByDatabaseId(databaseId: 101) { status } }');
  const spans = await traced.spans();
  for (const span of [onlyOf(spans, 'server'), onlyOf(spans, 'client')]) {
    expect(span.status).toEqual({ code: 2 });
    expect(span.attributes['error.type']).toBe('UPSTREAM_ERROR');
  }
});

test('a wait for the quota is part of the span', async () => {
  const traced = await openTraced({ requestsPerSecond: 1 });
  await traced.ask(`{
    one: callByDatabaseId(databaseId: 101) { status }
    two: callByDatabaseId(databaseId: 102) { status }
  }`);
  const waits = ofKind(await traced.spans(), 'client').map(
    ({ attributes }) => attributes['switchboard.queued_ms'],
  );
  const [shorter = 0, longer = 0] = (waits as number[]).sort((a, b) => a - b);
  expect(longer).toBeGreaterThan(shorter + 500);
});

describe.each([
  ['with a cache', cached],
  ['without a cache', {}],
])('requests for the same call, %s,', (_, options) => {
  test('have a span each, and the later one links to the one that it shares', async () => {
    const traced = await openTraced(options);
    const release = holdAnswers(traced.butter);
    const first = post(traced, `query First ${documented}`);
    await expect.poll(() => traced.butter.requests.length).toBe(1);
    const second = post(traced, `query Second ${documented}`);
    await expect
      .poll(() => traced.value('switchboard_source_events_total', { source: 'BUTTER', type: 'coalesced' }))
      .toBe(1);
    release();
    await Promise.all([first, second]);
    const spans = await traced.spans();
    const [server, other] = ['First', 'Second'].map(name =>
      spans.find(({ attributes }) => attributes['graphql.operation.name'] === name),
    );
    if (!server || !other) throw new Error('A request has no span.');
    const [asked] = ofKind(childrenOf(spans, server), 'client');
    const [joined] = ofKind(childrenOf(spans, other), 'client');
    expect(ofKind(spans, 'client')).toHaveLength(2);
    expect(asked).toMatchObject({ name: 'BUTTER call', links: [] });
    expect(joined).toMatchObject({ name: 'BUTTER call', traceId: other.traceId });
    expect(joined?.attributes).toMatchObject({
      'switchboard.coalesced': true,
      'switchboard.source': 'BUTTER',
    });
    expect(joined?.links).toMatchObject([{ traceId: asked?.traceId, spanId: asked?.spanId }]);
    expect(asked?.traceId).not.toBe(joined?.traceId);
  });
});

test('a cache hit has no span of its own, and is counted by the request', async () => {
  const traced = await openTraced(cached);
  await traced.ask(documented);
  await traced.ask(`query Again ${documented}`);
  const spans = await traced.spans();
  const again = spans.find(({ attributes }) => attributes['graphql.operation.name'] === 'Again');
  if (!again) throw new Error('The request has no span.');
  expect(ofKind(childrenOf(spans, again), 'client')).toEqual([]);
  expect(again.attributes).toMatchObject({ 'switchboard.cache.hits': 1, 'switchboard.upstream_requests': 0 });
});

test('a stale answer is an event of the request, beside the failure of its source', async () => {
  const traced = await openTraced(cached);
  const { id } = traced.burki.arrive({ status: 'in_progress' });
  const query = `{ callByDatabaseId(databaseId: ${id}) { status } }`;
  await traced.ask(query);
  traced.burki.play({ fault: { kind: 'status', status: 500 } });
  // A live call is fresh for two seconds.
  await expect.poll(async () => (await traced.ask(query)).extensions?.stale, { interval: 50 }).toBeDefined();
  const spans = await traced.spans();
  const stale = spans.filter(({ events }) => events.some(({ name }) => name === 'stale'));
  const server = onlyOf(stale, 'server');
  expect(server.events).toMatchObject([{ attributes: { 'switchboard.source': 'BURKI' } }]);
  expect(server.events[0]?.attributes['switchboard.age_s']).toBeGreaterThanOrEqual(2);
  expect(onlyOf(childrenOf(spans, server), 'client').attributes['error.type']).toBe('UPSTREAM_ERROR');
});

test('a request to a source for the index is a root of its own, and a read of the index is a part of its request', async () => {
  const traced = await openTraced();
  const door = await openLibsqlDoor();
  await door.page({ first: 3, filter: { statuses: ['COMPLETED'] } });
  const spans = await traced.spans();
  const walked = ofKind(spans, 'client').filter(
    ({ attributes }) => attributes['switchboard.background'] === true,
  );
  expect(new Set(walked.map(({ name }) => name))).toEqual(new Set(['BUTTER list', 'BURKI list']));
  expect(walked.map(({ parentSpanId }) => parentSpanId ?? '')).toEqual(walked.map(() => ''));
  const [read] = spans.filter(({ name }) => name === 'index list');
  const server = spans.find(({ spanId }) => spanId === read?.parentSpanId);
  expect(server?.name).toBe('query');
});

test.each([{}, { way: 'fetch' as const }])(
  'a request whose client disconnects ends its spans without an error: %o',
  async options => {
    const traced = await openTraced(options);
    traced.burki.play({ fault: { kind: 'hang' } });
    const client = new AbortController();
    const answer = traced.ask('{ callByDatabaseId(databaseId: 101) { sid } }', {}, client.signal);
    await expect.poll(() => traced.burki.requests.length).toBe(1);
    client.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => traced.lines('request')).toMatchObject([{ outcome: 'left' }]);
    const spans = await traced.spans();
    const server = onlyOf(spans, 'server');
    expect(server.attributes['switchboard.outcome']).toBe('left');
    expect(server.status).toEqual({ code: 0 });
    const asked = onlyOf(spans, 'client');
    expect(asked.attributes['switchboard.abandoned']).toBe(true);
    expect(asked.status).toEqual({ code: 0 });
  },
);

test('docs/tracing.md names every attribute, event and span', async () => {
  const limits = { ...plainLimits, attempts: 2, retryBaseMs: 1 };
  const traced = await openTraced({ gateway: { limits } });
  traced.burki.play({ times: 3, fault: { kind: 'status', status: 503 } });
  await traced.ask(listAndDetails);
  const spans = await traced.spans();
  const named = spans.flatMap(({ attributes, events }) => [
    ...Object.keys(attributes),
    ...events.flatMap(event => [event.name, ...Object.keys(event.attributes)]),
  ]);
  const onPage = new Set(codeSpans(readText('docs/tracing.md')));
  expect(named.filter(name => !onPage.has(name))).toEqual([]);
  const routes = /^(?:BUTTER|BURKI) (?:list|call)$/;
  expect(spans.map(({ name }) => name).filter(name => !routes.test(name) && !onPage.has(name))).toEqual([]);
});
