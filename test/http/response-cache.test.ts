import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../src/domain/source-event.ts';
import type { SerializedResponse } from '../../src/http/fast-path/execute-request.ts';
import { createResponseStore, withResponseCache } from '../../src/http/fast-path/response-cache.ts';
import type { GatewayObserver } from '../../src/observability/observer.ts';
import { createRequestState, type RequestState } from '../../src/observability/request-state.ts';
import { openEntrance, post } from '../abuse/doors.ts';
import type { FrontDoorOptions } from '../front-door.ts';
import { itemOf } from '../front-door.ts';

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
      return { body: text, operation, dependencies: fromMemory ? [hit] : null };
    },
    {
      store,
      keyspace,
      forwardHeaders: ['x-tenant'],
      onSourceEvent: notice => void noticed.push(notice),
    },
  );
  const ask = async (asked = question, headers: Record<string, string> = {}) => {
    const leaving = { disconnected: () => false, onDisconnect: () => () => {} };
    const head = { headers: { get: (name: string) => headers[name] ?? null }, leaving };
    const state = createRequestState(head, 'an-id', 0);
    states.push(state);
    return (await answer(state, asked))?.body.toString();
  };
  return { ask, memory, hit, noticed, states, made: () => made };
}

describe('an answer that was made of memory', () => {
  test('is given again to the same question, and told of as any other', async () => {
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

  test('is made anew once that memory is no longer good', async () => {
    const { ask, made, memory } = open();
    await ask();
    await ask();
    memory.isValid = () => false;
    await ask();
    expect(made()).toBe(3);
  });

  test('is none for another question', async () => {
    const { ask, made } = open();
    await ask();
    await ask();
    await ask(question.replace('call_1', 'call_2'));
    expect(made()).toBe(3);
  });

  test.each([
    ['asks what it cost', { 'x-switchboard-explain': '1' }],
    ['asks for a trace', { 'apollo-federation-include-trace': 'ftv1' }],
    ['sends on headers of its own', { 'x-tenant': 'red' }],
    ['takes it in parts', { accept: 'multipart/mixed, application/json' }],
  ])('is neither given to a client that %s, nor kept of it', async (_, headers) => {
    const { ask, made } = open();
    for (const own of [headers, {}, headers, {}, headers]) await ask(question, own);
    expect(made()).toBe(5);
  });

  test('is made anew where it has a document known by its hash', async () => {
    const { ask, made } = open();
    const registering =
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}';
    const named = '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"0"}}}';
    for (const asked of [registering, registering, registering, named, named, named]) await ask(asked);
    expect(made()).toBe(5);
  });

  test('goes when there is no more room for it', async () => {
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

test('an answer that came another way is not kept', async () => {
  const { ask, made } = open({ fromMemory: false });
  for (let times = 0; times < 4; times += 1) await ask();
  expect(made()).toBe(4);
});

describe('through a gateway', () => {
  const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };

  async function openGateway(options: FrontDoorOptions = {}) {
    const hits: SourceEvent[] = [];
    const silent = () => {};
    const observer: GatewayObserver = {
      request: silent,
      attempt: silent,
      drift: silent,
      sourceEvent: notice => void hits.push(notice),
      clientError: silent,
      unexpectedError: silent,
      redis: silent,
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

  test('what was changed at a source is seen as soon as a call is remembered no longer', async () => {
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
    await expect
      .poll(ofOneHalf, { timeout: 5_000, interval: 100 })
      .toEqual([`BURKI /api/v1/calls/${call.id}`]);
    burki.change(call.id, { status: 'completed' });
    const statusNow = async () => (await ask(query)).data.callByDatabaseId.status;
    expect(await statusNow()).toBe('IN_PROGRESS');
    await expect.poll(statusNow, { timeout: 5_000, interval: 100 }).toBe('COMPLETED');
  });

  test('what a list has since said of a call takes the place of what was remembered', async () => {
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

  test('what an operator has it forget is asked for again', async () => {
    const { ask, gateway, cost } = await openGateway();
    const query = '{ callBySid(sid: "call_abc123def456") { status turns { number } } }';
    const answers = [await ask(query), await ask(query), await ask(query), await ask(query)];
    expect(cost()).toHaveLength(1);
    await gateway.purge.call('call_abc123def456');
    answers.push(await ask(query));
    expect(cost()).toHaveLength(1);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('what more was read of a call by another question does not take away from it', async () => {
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

  test('how a source is at this moment is never remembered', async () => {
    const { ask } = await openGateway();
    const query = '{ callByDatabaseId(databaseId: 101) { sid } sources { name latency } }';
    const latencies = new Set<number>();
    for (const other of [102, 103, 104, 105]) {
      const { data } = await ask(query);
      latencies.add(itemOf(data.sources, 'BURKI').latency);
      await ask(`{ callByDatabaseId(databaseId: ${other}) { sid } }`);
    }
    expect(latencies.size).toBe(4);
  });

  test.each([100_000, 100_001, 100_002, 100_003])('%d bytes of memory are enough', async memoryBytes => {
    const { ask } = await openGateway({ gateway: { cache: { ...cache, memoryBytes } } });
    const query = '{ callBySid(sid: "call_abc123def456") { sid } }';
    for (let times = 0; times < 4; times += 1)
      expect(await ask(query)).toEqual({ data: { callBySid: { sid: 'call_abc123def456' } } });
  });

  test('each hit is counted, however it was answered', async () => {
    const { ask, hits } = await openGateway();
    const query =
      '{ a: callBySid(sid: "call_abc123def456") { sid } b: callByDatabaseId(databaseId: 101) { sid } }';
    for (let times = 0; times < 5; times += 1) await ask(query);
    expect(hits.map(({ source, type: kind }) => `${source} ${kind}`).toSorted()).toEqual([
      ...Array<string>(4).fill('BURKI HIT'),
      ...Array<string>(4).fill('BUTTER HIT'),
    ]);
  });

  test('who may not ask is refused what is remembered too', async () => {
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

test('staging and production, or two tenants, do not answer for each other from one store', async () => {
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
