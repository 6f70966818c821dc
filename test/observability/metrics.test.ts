import { describe, expect, test } from 'vitest';
import { holdAnswers, plainLimits } from '../front-door.ts';
import { backgroundAttempt, openWatched, post, samplesOf } from './watched.ts';

const burkiCall = (id = 101): string => `{ callByDatabaseId(databaseId: ${id}) { sid duration } }`;

test('requests are counted by outcome, and errors by code', async () => {
  const { ask, value } = await openWatched();
  for (const query of [
    burkiCall(),
    burkiCall(),
    '{ nope }',
    '{',
    '{ callBySid(sid: "call_fault500") { sid } }',
  ])
    await ask(query);
  const ended = (outcome: string) => value('switchboard_requests_total', { outcome });
  expect([await ended('ok'), await ended('refused'), await ended('errors'), await ended('left')]).toEqual([
    2, 2, 1, 0,
  ]);
  expect(await value('switchboard_request_duration_seconds_count', { outcome: 'ok' })).toBe(2);
  for (const code of ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'UPSTREAM_ERROR'])
    expect(await value('switchboard_errors_total', { code })).toBe(1);
});

test('the first failure of any kind raises a counter that was there before, because `increase()` misses any other', async () => {
  const { ask, burki, value, metrics } = await openWatched();
  const before = samplesOf(await metrics.text());
  const labels = { source: 'BURKI', route: 'call', outcome: 'UPSTREAM_AUTH' };
  const zeros = [
    ['switchboard_errors_total', { code: 'UPSTREAM_AUTH' }],
    ['switchboard_errors_total', { code: 'INTERNAL_SERVER_ERROR' }],
    ['switchboard_errors_total', { code: 'GRAPHQL_PARSE_FAILED' }],
    ['switchboard_upstream_attempts_total', labels],
    ['switchboard_upstream_retries_total', { source: 'BURKI', route: 'agents' }],
    ['switchboard_upstream_refused_total', { source: 'BUTTER', route: 'list', reason: 'queue' }],
  ] as const;
  for (const [name, labels] of zeros) expect(before).toContainEqual({ name, labels, value: 0 });
  burki.play({ fault: { kind: 'status', status: 401 } });
  await ask(burkiCall());
  expect(await value('switchboard_errors_total', { code: 'UPSTREAM_AUTH' })).toBe(1);
  expect(await value('switchboard_upstream_attempts_total', labels)).toBe(1);
});

test('the quota is a gauge, without a sample where there is none', async () => {
  const bounded = await openWatched({ requestsPerSecond: 7 });
  const unbounded = await openWatched();
  const quota = ({ value }: typeof bounded) =>
    value('switchboard_upstream_quota_per_second', { source: 'BUTTER' });
  expect(await quota(bounded)).toBe(7);
  expect(await quota(unbounded)).toBeUndefined();
});

describe('the name of a client', () => {
  const named = (client: string, version: string) => ({
    'graphql-client-name': client,
    'graphql-client-version': version,
  });
  const counted = (client: string, version = '', outcome = 'ok') =>
    ['switchboard_client_requests_total', { client, version, outcome }] as const;

  test('is counted in either spelling of its headers', async () => {
    const watched = await openWatched();
    await post(watched, '{ __typename }', named('web', '1.2'));
    await post(watched, '{ __typename }', {
      'apollographql-client-name': 'web',
      'apollographql-client-version': '1.2',
      ...named('router', '9'),
    });
    await post(watched, '{ __typename }');
    expect(watched.lines('request').map(({ clientName }) => clientName)).toEqual(['web', 'web', null]);
    expect(await watched.value(...counted('web', '1.2'))).toBe(2);
    expect(await watched.value(...counted('unnamed'))).toBe(1);
  });

  test('is a label of its own for the first fifty admitted clients, without phone numbers', async () => {
    const watched = await openWatched();
    await post(watched, '{ nope }', named('stranger', '1'));
    for (let client = 1; client <= 51; client++)
      await post(watched, '{ __typename }', named('web', `${client}`));
    await post(watched, '{ __typename }', named('web', '50'));
    await post(watched, '{ __typename }', named('+1 212 555-0142', '1'));
    expect(await watched.value(...counted('web', '50'))).toBe(2);
    expect(await watched.value(...counted('web', '51'))).toBeUndefined();
    expect(await watched.value(...counted('other'))).toBe(2);
    expect(await watched.value(...counted('other', '', 'refused'))).toBe(1);
    const text = await watched.metrics.text();
    expect(text).not.toMatch(/555.?0142|stranger/);
  });
});

test('attempts are counted by source, route and outcome, and retries beside them', async () => {
  const { ask, burki, value } = await openWatched({
    gateway: { limits: { ...plainLimits, attempts: 3, retryBaseMs: 1 } },
  });
  burki.play({ route: 'call', times: 2, fault: { kind: 'status', status: 503 } });
  await ask(burkiCall());
  await ask('{ calls(first: 2) { edges { node { id } } } }');
  const attempts = (source: string, route: string, outcome: string) =>
    value('switchboard_upstream_attempts_total', { source, route, outcome });
  expect(await attempts('BURKI', 'call', 'UPSTREAM_UNAVAILABLE')).toBe(2);
  expect(await attempts('BURKI', 'call', 'ok')).toBe(1);
  expect(await attempts('BURKI', 'list', 'ok')).toBe(1);
  expect(await attempts('BUTTER', 'list', 'ok')).toBe(1);
  expect(await value('switchboard_upstream_retries_total', { source: 'BURKI', route: 'call' })).toBe(2);
  const durations = 'switchboard_upstream_attempt_duration_seconds_count';
  expect(await value(durations, { source: 'BURKI', route: 'call' })).toBe(3);
});

test('attempts in the background are counted apart from those for clients', async () => {
  const { observer, metrics, value, lines } = await openWatched();
  observer.attempt(backgroundAttempt);
  const labels = { source: 'BURKI', route: 'list', outcome: 'UPSTREAM_ERROR' };
  expect(await value('switchboard_background_attempts_total', labels)).toBe(1);
  expect(await metrics.text()).not.toMatch(/^switchboard_upstream_attempt.*source="BURKI".* [1-9]/m);
  expect(lines('upstream failure')).toMatchObject([{ requestId: 'index', background: true, status: 500 }]);
});

test('a look-up in a source that is not configured is an error of its request, and no failure of an upstream', async () => {
  const { ask, lines, written, metrics, value } = await openWatched({ off: ['BURKI'] });
  await ask(burkiCall());
  expect(await value('switchboard_errors_total', { code: 'SOURCE_NOT_CONFIGURED' })).toBe(1);
  expect(await metrics.text()).not.toMatch(/^switchboard_upstream_.*source="BURKI".* [1-9]/m);
  expect(lines('request')).toMatchObject([
    { level: 'info', codes: ['SOURCE_NOT_CONFIGURED'], upstreamRequests: 0 },
  ]);
  expect(written).toHaveLength(1);
});

describe('a breaker', () => {
  const breaker = { ...plainLimits.breaker, failures: 2, openMs: 60_000 };
  const state = { source: 'BURKI', breaker: 'call' };

  test('is shown as open, with the requests that it refused', async () => {
    const { ask, burki, value } = await openWatched({ gateway: { limits: { ...plainLimits, breaker } } });
    expect(await value('switchboard_upstream_breaker_state', state)).toBe(0);
    burki.play({ fault: { kind: 'status', status: 500 } });
    for (const id of [101, 102, 103]) await ask(burkiCall(id));
    expect(await value('switchboard_upstream_breaker_state', state)).toBe(2);
    expect(await value('switchboard_upstream_breaker_state', { ...state, breaker: 'list' })).toBe(0);
    const refused = { source: 'BURKI', route: 'call', reason: 'breaker' };
    expect(await value('switchboard_upstream_refused_total', refused)).toBe(1);
  });

  test('is shown as half open', async () => {
    const limits = { ...plainLimits, breaker: { ...breaker, openMs: 1 } };
    const { ask, burki, value } = await openWatched({ gateway: { limits } });
    burki.play({ fault: { kind: 'status', status: 500 } });
    for (const id of [101, 102]) await ask(burkiCall(id));
    await expect.poll(() => value('switchboard_upstream_breaker_state', state)).toBe(1);
  });
});

test('requests in flight and in the queue are gauges', async () => {
  const { ask, burki, value } = await openWatched({
    gateway: { limits: { ...plainLimits, connections: 1 } },
  });
  const release = holdAnswers(burki);
  const answers = [ask(burkiCall(101)), ask(burkiCall(102))];
  const source = { source: 'BURKI' };
  await expect.poll(() => value('switchboard_upstream_in_flight', source)).toBe(1);
  await expect.poll(() => value('switchboard_upstream_queued', source)).toBe(1);
  release();
  await Promise.all(answers);
  expect(await value('switchboard_upstream_in_flight', source)).toBe(0);
  expect(await value('switchboard_upstream_queued', source)).toBe(0);
});

test('an attempt whose client disconnected does not count as a failure', async () => {
  const { ask, burki, value } = await openWatched();
  burki.play({ fault: { kind: 'hang' } });
  const client = new AbortController();
  const answer = ask(burkiCall(), {}, client.signal);
  await expect.poll(() => burki.requests.length).toBe(1);
  client.abort();
  await expect(answer).rejects.toThrow();
  const labels = { source: 'BURKI', route: 'call', outcome: 'abandoned' };
  await expect.poll(() => value('switchboard_upstream_attempts_total', labels)).toBe(1);
  await expect.poll(() => value('switchboard_requests_total', { outcome: 'left' })).toBe(1);
});

test('drift is counted at each occurrence', async () => {
  const { ask, burki, value } = await openWatched();
  expect(await value('switchboard_drift_total', { source: 'BURKI' })).toBe(0);
  burki.play({
    fault: { kind: 'rewrite', change: json => ({ ...Object(json), duration: 'long', ended_at: 7 }) },
  });
  for (let count = 0; count < 2; count++) await ask(burkiCall());
  expect(await value('switchboard_drift_total', { source: 'BURKI' })).toBe(4);
  expect(await value('switchboard_drift_total', { source: 'BUTTER' })).toBe(0);
});

test('nothing that a client chooses becomes a label', async () => {
  const { ask, metrics } = await openWatched();
  const count = async () => (await metrics.text()).split('\n').length;
  await ask('query A { __typename }');
  const before = await count();
  for (let number = 0; number < 20; number++) await ask(`query Name${number} { a${number}: __typename }`);
  expect(await count()).toBe(before);
});
