import { describe, expect, test } from 'vitest';
import { type FrontDoorOptions, itemOf, openFrontDoor } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const open = (options: FrontDoorOptions = {}) =>
  openFrontDoor({ ...options, gateway: { cache, explain: true, ...options.gateway } });

const butterCall = '{ callBySid(sid: "call_abc123def456") { status transport turns { number } } }';
const burkiCall =
  '{ callByDatabaseId(databaseId: 101) { status transcript { text } recordings { uri } agent { settings { llm { model } } } } }';

describe('a settled call', () => {
  test('of Butter is fetched once', async () => {
    const { ask, cost } = await open();
    const first = await ask(butterCall);
    expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
    expect((await ask(butterCall)).data).toEqual(first.data);
    expect(cost()).toEqual([]);
  });

  test('of Burki is fetched once, with its transcript, recordings and agent', async () => {
    const { ask, cost } = await open();
    const first = await ask(burkiCall);
    expect(cost()).toHaveLength(4);
    expect((await ask(burkiCall)).data).toEqual(first.data);
    expect(cost()).toEqual([]);
  });

  test('of Butter keeps a conversation that no one has selected, and counts its drift once', async () => {
    const { ask, butter, cost } = await open({ off: ['BURKI'] });
    const change = (json: object) => {
      const { data } = json as { data: object };
      return {
        ...json,
        data: { ...data, transcript: [{ text: 'Hello', speaker: 'narrator' }], turns: 'none' },
      };
    };
    butter.play({ fault: { kind: 'rewrite', change: json => change(Object(json)) } });
    const drift = async () =>
      itemOf((await ask('{ callSources { source driftCount } }')).data.callSources, 'BUTTER').driftCount;
    await ask('{ callBySid(sid: "call_abc123def456") { status } }');
    expect(await drift()).toBe(2);
    for (let count = 0; count < 2; count++) {
      const { data } = await ask(
        '{ callBySid(sid: "call_abc123def456") { turns { number } transcript { text rawSpeaker } } }',
      );
      expect(data.callBySid).toEqual({
        turns: null,
        transcript: [{ text: 'Hello', rawSpeaker: 'narrator' }],
      });
    }
    expect(await drift()).toBe(2);
    expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456']);
  });

  test('is the same by each of its keys', async () => {
    const { ask, burki, cost } = await open();
    const sid = burki.calls.at(-1)?.call_sid;
    const { data } = await ask(`{ callBySid(sid: "${sid}") { id databaseId } }`);
    expect(cost()).toEqual([`BURKI /api/v1/calls/sid/${sid}`]);
    const { id, databaseId } = data.callBySid;
    const again = await ask(
      `{ call(id: "${id}") { sid } callByDatabaseId(databaseId: ${databaseId}) { sid } callBySid(sid: "${sid}") { sid } }`,
    );
    expect(again.data).toEqual({ call: { sid }, callByDatabaseId: { sid }, callBySid: { sid } });
    expect(cost()).toEqual([]);
  });

  test('is returned while its source is down, without an error', async () => {
    const { ask, butter } = await open();
    await ask(butterCall);
    butter.play({ fault: { kind: 'reset' } });
    const { errors, data } = await ask(butterCall);
    expect(errors).toBeUndefined();
    expect(data.callBySid.status).toBe('COMPLETED');
  });
});

describe('a list', () => {
  const list = '{ calls(first: 5) { edges { node { id source status } } } }';

  test('that was just fetched costs no further request', async () => {
    const { ask, cost } = await open();
    const first = await ask(list);
    expect(cost()).toHaveLength(2);
    expect((await ask(list)).data).toEqual(first.data);
    expect(cost()).toEqual([]);
  });

  test('primes its calls: a row field costs nothing, what only the detail has costs one request', async () => {
    const { ask, cost } = await open({ off: ['BURKI'] });
    const { data } = await ask(list.replace('5', '100'));
    const settled = data.calls.edges.find(
      ({ node }: { node: { status: string } }) => node.status === 'COMPLETED',
    ).node;
    cost();
    expect((await ask(`{ call(id: "${settled.id}") { status } }`)).data.call.status).toBe('COMPLETED');
    expect(cost()).toEqual([]);
    await ask(`{ call(id: "${settled.id}") { status usage { llm { totalTokens } } turns { number } } }`);
    expect(cost()).toHaveLength(1);
  });

  test('never replaces a cached detail by its poorer row', async () => {
    const { ask, butter, cost } = await open();
    const sid = butter.calls.find(({ status }) => status === 'completed')?.call_sid;
    const whole = `{ callBySid(sid: "${sid}") { status turns { number } } }`;
    await ask(whole);
    await ask('{ calls(first: 100) { edges { node { id } } } }');
    cost();
    expect((await ask(whole)).data.callBySid.turns).not.toBeNull();
    expect(cost()).toEqual([]);
  });
});

describe('while a source is down', () => {
  const list = '{ calls(first: 5) { edges { node { sid } } coverage { source state code asOf } } }';

  test('a recently fetched call is still returned, marked as stale', async () => {
    const { ask, burki } = await open();
    const { id } = burki.arrive({ status: 'in_progress' });
    const query = `{ callByDatabaseId(databaseId: ${id}) { status } }`;
    await ask(query);
    burki.play({ fault: { kind: 'status', status: 503 } });
    await expect
      .poll(async () => (await ask(query)).extensions?.stale, { interval: 100 })
      .toEqual([{ source: 'BURKI', asOf: expect.stringMatching(/^\d{4}-.*Z$/) }]);
    const { data, errors } = await ask(query);
    expect(errors).toBeUndefined();
    expect(data.callByDatabaseId.status).toBe('IN_PROGRESS');
  });

  test('a list is returned as it was last fetched, and its coverage has the time and the reason', async () => {
    const { ask, burki } = await open();
    const before = await ask(list);
    burki.play({ fault: { kind: 'status', status: 503 } });
    const coverageOf = async () => itemOf((await ask(list)).data.calls.coverage, 'BURKI');
    await expect.poll(coverageOf, { interval: 100 }).toEqual({
      source: 'BURKI',
      state: 'PARTIAL',
      code: 'UPSTREAM_UNAVAILABLE',
      asOf: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await ask(list)).data.calls.edges).toEqual(before.data.calls.edges);
  });

  test('a refusal of the upstream is not replaced by a cached value', async () => {
    const { ask, burki } = await open();
    const { id } = burki.arrive({ status: 'in_progress' });
    const query = `{ callByDatabaseId(databaseId: ${id}) { status } }`;
    await ask(query);
    burki.play({ fault: { kind: 'status', status: 401 } });
    const codeNow = async () => (await ask(query)).errors?.[0]?.extensions['code'];
    await expect.poll(codeNow, { interval: 100 }).toBe('UPSTREAM_AUTH');
  });
});

test('a client whose headers are forwarded neither reads the cache nor writes to it', async () => {
  const { gateway, ask, cost } = await open({ gateway: { cache, forwardHeaders: ['x-tenant'] } });
  const askAs = (tenant: string) =>
    gateway.fetch(
      new Request('http://switchboard.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-tenant': tenant },
        body: JSON.stringify({ query: butterCall }),
      }),
    );
  await askAs('red');
  await askAs('red');
  await ask(butterCall);
  expect(cost()).toHaveLength(3);
  await ask(butterCall);
  expect(cost()).toEqual([]);
});

describe('an operator', () => {
  test('can purge one call by any of its keys', async () => {
    const { ask, gateway, burki, cost } = await open();
    const sid = burki.calls.at(-1)?.call_sid ?? '';
    const query = `{ callBySid(sid: "${sid}") { id databaseId transcript { text } } callByDatabaseId(databaseId: 101) { sid } }`;
    const { data } = await ask(query);
    for (const key of [sid, data.callBySid.databaseId, data.callBySid.id]) {
      expect(await gateway.purge.call(key)).toBe('everywhere');
      cost();
      await ask(query);
      expect(cost().length).toBeGreaterThanOrEqual(2);
      await ask(query);
      expect(cost()).toEqual([]);
    }
    expect(await gateway.purge.call('../..')).toBeNull();
  });

  test('can purge everything', async () => {
    const { ask, gateway, cost } = await open();
    await ask(butterCall);
    await gateway.purge.all();
    cost();
    await ask(butterCall);
    expect(cost()).toHaveLength(1);
  });
});
