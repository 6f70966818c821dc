import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../src/domain/source-event.ts';
import type { SerializedResponse } from '../../src/http/fast-path/execute-request.ts';
import { createResponseStore, withResponseCache } from '../../src/http/fast-path/response-cache.ts';
import type { GatewayObserver } from '../../src/observability/observer.ts';
import { createRequestState, type RequestState } from '../../src/observability/request-state.ts';
import { openEntrance, post } from '../abuse/doors.ts';
import type { FrontDoorOptions } from '../front-door.ts';
import { itemOf } from '../front-door.ts';
import { silentObserver } from '../silent-observer.ts';

const question = '{"query":"{ callBySid(sid: \\"call_1\\") { status } }"}';
const text = '{"data":{"callBySid":{"status":"COMPLETED"}}}';

/** A memory over answers that are numbered; `isValid` says whether what they were made of still is. */
function open({ fromMemory = true, store = createResponseStore(10_000), keyspace = 'a-keyspace' } = {}) {
  const memory = { key: 'call_1', isValid: () => true };
  const hit: SourceEvent = { source: 'BUTTER', type: 'HIT', dependency: memory };
  const noticed: SourceEvent[] = [];
  const states: RequestState[] = [];
  let made = 0;
  const answer = withResponseCache(
    async (): Promise<SerializedResponse> => {
      made += 1;
      const operation = { operationName: 'Status', operationType: 'query' } as const;
      return { body: text, encoding: null, operation, dependencies: fromMemory ? [hit] : null };
    },
    {
      store,
      keyspace,
      encodingOf: ({ headers }) => (headers.get('accept-encoding') === 'br' ? 'br' : null),
      forwardHeaders: ['x-tenant'],
      onSourceEvent: notice => void noticed.push(notice),
    },
  );
  const ask = async (asked = question, headers: Record<string, string> = {}) => {
    const disconnect = { disconnected: () => false, onDisconnect: () => () => {} };
    const head = { headers: { get: (name: string) => headers[name] ?? null }, disconnect };
    const state = createRequestState(head, 'an-id', 0);
    states.push(state);
    return (await answer(state, asked))?.body.toString();
  };
  return { ask, memory, hit, noticed, states, made: () => made };
}

describe('a response from cached calls', () => {
  test('is returned again for the same query, and observed like any other', async () => {
    const { ask, made, hit, noticed, states } = open();
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([text, text, text, text]);
    expect(made()).toBe(2);
    expect(noticed).toEqual([hit, hit]);
    const operation = { operationName: 'Status', operationType: 'query' };
    expect(states.slice(2)).toMatchObject([
      { executed: true, operation },
      { executed: true, operation },
    ]);
  });

  test('is executed again once a cached call expires', async () => {
    const { ask, made, memory } = open();
    await ask();
    await ask();
    memory.isValid = () => false;
    await ask();
    expect(made()).toBe(3);
  });

  test('is not returned for another query', async () => {
    const { ask, made } = open();
    await ask();
    await ask();
    await ask(question.replace('call_1', 'call_2'));
    expect(made()).toBe(3);
  });

  test.each([
    ['requests an explanation', { 'x-switchboard-explain': '1' }],
    ['requests a trace', { 'apollo-federation-include-trace': 'ftv1' }],
    ['has forwarded headers', { 'x-tenant': 'red' }],
    ['accepts parts', { accept: 'multipart/mixed, application/json' }],
  ])('is neither returned to a client that %s, nor cached for it', async (_, headers) => {
    const { ask, made } = open();
    for (const own of [headers, {}, headers, {}, headers]) await ask(question, own);
    expect(made()).toBe(5);
  });

  test('is executed again for a document that is known by its hash', async () => {
    const { ask, made } = open();
    const registering =
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}';
    const named = '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}';
    for (const asked of [registering, registering, registering, named, named, named]) await ask(asked);
    expect(made()).toBe(5);
  });

  test('is evicted when the cache is full', async () => {
    const { ask, made } = open({ store: createResponseStore(2_000) });
    const questions = [1, 2, 3, 4].map(number => question.replace('call_1', `call_${number}`));
    for (const asked of questions)
      for (let times = 0; times < 3; times += 1) expect(await ask(asked)).toBe(text);
    expect(made()).toBe(8);
    await ask(questions[3]);
    expect(made()).toBe(8);
    await ask(questions[0]);
    expect(made()).toBe(9);
  });
});

test('a response with upstream requests is not cached', async () => {
  const { ask, made } = open({ fromMemory: false });
  for (let times = 0; times < 4; times += 1) await ask();
  expect(made()).toBe(4);
});

describe('through a gateway', () => {
  const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };

  async function openGateway(options: FrontDoorOptions = {}) {
    const hits: SourceEvent[] = [];
    const observer: GatewayObserver = {
      ...silentObserver,
      sourceEvent: notice => void hits.push(notice),
    };
    const gateway = { cache, observers: [observer], ...options.gateway };
    const { door, send } = await openEntrance('node:http', { ...options, gateway });
    const ask = async (query: string, headers: Record<string, string> = {}) =>
      (
        await send(
          '/graphql',
          post(JSON.stringify({ query }), { 'content-type': 'application/json', ...headers }),
        )
      ).json();
    return { ...door, ask, hits };
  }

  test('a change at a source is returned as soon as the cached call expires', async () => {
    const { ask, burki, cost } = await openGateway();
    const call = burki.arrive({ status: 'in_progress' });
    const query = `{ callByDatabaseId(databaseId: ${call.id}) { status } callBySid(sid: "call_abc123def456") { sid } }`;
    const ofOneHalf = async () => {
      cost();
      await ask(query);
      return cost();
    };
    await ask(query);
    // The settled half is from memory, the other one is asked for again.
    await expect.poll(ofOneHalf, { interval: 100 }).toEqual([`BURKI /api/v1/calls/${call.id}`]);
    burki.change(call.id, { status: 'completed' });
    const statusNow = async () => (await ask(query)).data.callByDatabaseId.status;
    expect(await statusNow()).toBe('IN_PROGRESS');
    await expect.poll(statusNow, { interval: 100 }).toBe('COMPLETED');
  });

  test('a newer row of a list replaces the cached response', async () => {
    const { ask, burki } = await openGateway();
    const call = burki.arrive({ status: 'completed', total_cost: null });
    const query = `{ callByDatabaseId(databaseId: ${call.id}) { cost { total } } }`;
    const totalNow = async () => (await ask(query)).data.callByDatabaseId.cost?.total ?? null;
    for (let times = 0; times < 4; times += 1) expect(await totalNow()).toBeNull();
    burki.change(call.id, { total_cost: 0.07 });
    expect(await totalNow()).toBeNull();
    await ask('{ calls(first: 5) { edges { node { sid } } } }');
    expect(await totalNow()).toBe('0.07');
  });

  test('a purged call is fetched again', async () => {
    const { ask, gateway, cost } = await openGateway();
    const query = '{ callBySid(sid: "call_abc123def456") { status turns { number } } }';
    const answers = [await ask(query), await ask(query), await ask(query), await ask(query)];
    expect(cost()).toHaveLength(1);
    await gateway.purge.call('call_abc123def456');
    answers.push(await ask(query));
    expect(cost()).toHaveLength(1);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('a deeper fetch of a call by another query keeps the cached response', async () => {
    const { ask, cost } = await openGateway();
    const list = '{ calls(first: 3, filter: { sources: [BUTTER] }) { edges { node { sid duration } } } }';
    const { data } = await ask(list);
    const { sid, duration } = data.calls.edges[0].node;
    const row = `{ callBySid(sid: "${sid}") { duration } }`;
    for (let times = 0; times < 3; times += 1) await ask(row);
    await ask(`{ callBySid(sid: "${sid}") { turns { number } } }`);
    cost();
    expect(await ask(row)).toEqual({ data: { callBySid: { duration } } });
    expect(cost()).toEqual([]);
  });

  test('the state of a source is never cached', async () => {
    const { ask } = await openGateway();
    const query = '{ callByDatabaseId(databaseId: 101) { sid } callSources { source responseTime } }';
    const latencies = new Set<number>();
    for (const other of [102, 103, 104, 105]) {
      const { data } = await ask(query);
      latencies.add(itemOf(data.callSources, 'BURKI').responseTime);
      await ask(`{ callByDatabaseId(databaseId: ${other}) { sid } }`);
    }
    expect(latencies.size).toBe(4);
  });

  test.each([100_000, 100_001, 100_002, 100_003])('%d bytes of memory suffice', async memoryBytes => {
    const { ask } = await openGateway({ gateway: { cache: { ...cache, memoryBytes } } });
    const query = '{ callBySid(sid: "call_abc123def456") { sid } }';
    for (let times = 0; times < 4; times += 1)
      expect(await ask(query)).toEqual({ data: { callBySid: { sid: 'call_abc123def456' } } });
  });

  test('each hit is counted, whether calls or the whole response were cached', async () => {
    const { ask, hits } = await openGateway();
    const query =
      '{ a: callBySid(sid: "call_abc123def456") { sid } b: callByDatabaseId(databaseId: 101) { sid } }';
    for (let times = 0; times < 5; times += 1) await ask(query);
    expect(hits.map(({ source, type: kind }) => `${source} ${kind}`).toSorted()).toEqual([
      ...Array<string>(4).fill('BURKI HIT'),
      ...Array<string>(4).fill('BUTTER HIT'),
    ]);
  });

  test('a client that is not authorized is refused the cached response too', async () => {
    const key = 'a-good-key-of-some-length';
    const apiKeys = [{ name: 'web', key }];
    const access = { apiKeys, tokens: null, requestsPerMinute: null, trustProxy: false };
    const { ask } = await openGateway({ gateway: { access } });
    const query = '{ callBySid(sid: "call_abc123def456") { sid } }';
    for (let times = 0; times < 4; times += 1) await ask(query, { 'x-api-key': key });
    const { data, errors } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});

test('each encoding has its own entry, whose bytes are kept as they are', async () => {
  const compressed = Buffer.from([0, 255, 128, 10, 13, 200]);
  let made = 0;
  const answer = withResponseCache(
    async ({ head }) => {
      made += 1;
      const encoding = head.headers.get('accept-encoding') === 'br' ? 'br' : null;
      const operation = { operationName: null, operationType: 'query' } as const;
      return { body: encoding ? compressed : text, encoding, operation, dependencies: [] };
    },
    {
      store: createResponseStore(10_000),
      keyspace: 'a-keyspace',
      encodingOf: ({ headers }) => (headers.get('accept-encoding') === 'br' ? 'br' : null),
      forwardHeaders: [],
      onSourceEvent: () => {},
    },
  );
  const disconnect = { disconnected: () => false, onDisconnect: () => () => {} };
  const ask = (accepted: string | null) => {
    const headers = { get: (name: string) => (name === 'accept-encoding' ? accepted : null) };
    return answer(createRequestState({ headers, disconnect }, 'an-id', 0), question);
  };
  for (let times = 0; times < 4; times += 1) {
    const [encoded, plain] = [await ask('br'), await ask(null)];
    expect([encoded?.encoding, Buffer.from(encoded?.body ?? '')]).toEqual(['br', compressed]);
    expect([plain?.encoding, plain?.body.toString()]).toEqual([null, text]);
  }
  expect(made).toBe(4);
});

test('staging and production, or two tenants, do not share entries of one store', async () => {
  const store = createResponseStore(10_000);
  const [production, staging] = [
    open({ store, keyspace: 'production' }),
    open({ store, keyspace: 'staging' }),
  ];
  await production.ask();
  await production.ask();
  await staging.ask();
  await staging.ask();
  expect([production.made(), staging.made()]).toEqual([2, 2]);
  await production.ask();
  await staging.ask();
  expect([production.made(), staging.made()]).toEqual([2, 2]);
});
