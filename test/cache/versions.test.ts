import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ButterWireCall } from '../../src/sandbox/butter/wire.ts';
import type { RecordedRequest } from '../../src/sandbox/request-recorder.ts';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const minute = 60_000;
const start = Date.parse('2026-05-05T12:00:00Z');

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: start }));
afterEach(() => void vi.useRealTimers());

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
const ago = (ms: number) => new Date(start - ms).toISOString();
const list = (fields: string) =>
  `calls(first: 5, filter: { sources: [BUTTER] }) { edges { node { sid ${fields} } } }`;

/** Five lines of one amount each, and their sum. */
function priced(amount: number): Partial<ButterWireCall> {
  const line = { cost_credits: amount, units: 1 };
  const cost_breakdown = { llm_input: line, llm_output: line, tts: line, stt: line, telephony: line };
  return { total_cost: 5 * amount, cost_breakdown };
}

const finished = (age: number): Partial<ButterWireCall> => ({
  status: 'completed',
  created_at: ago(age + 5 * minute),
  start_time: ago(age + 5 * minute),
  end_time: ago(age),
  updated_at: ago(age),
  duration_seconds: 300,
  recording_url: 's3://bucket/a.wav',
  transcript: [{ turn: 1, speaker: 'user', text: 'Hello', relative_time: 0, timestamp: null }],
  ...priced(1),
});

const changedAt = (age: number) => ({ updated_at: ago(age) });

/** A gateway that remembers, and one call of Butter. */
async function openWithCall(change: Partial<ButterWireCall>) {
  const door = await openFrontDoor({ butter: { calls: 1 }, gateway: { cache } });
  const { call_sid: sid } = door.butter.arrive(change);
  const byKey = (fields: string) => `callBySid(sid: "${sid}") { sid ${fields} }`;
  return { ...door, sid, byKey, ...asking(door, sid) };
}

function asking({ ask }: FrontDoor, sid: string) {
  return {
    /** The call alone and in the list, of one answer. */
    async see(...fields: string[]) {
      const { data, errors } = await ask(`{ ${fields.join(' ')} }`);
      expect(errors).toBeUndefined();
      const edges: { node: { sid: string } }[] = data.calls?.edges ?? [];
      return { alone: data.callBySid, listed: edges.find(({ node }) => node.sid === sid)?.node };
    },
  };
}

const detailOf = (sid: string) => `BUTTER /api/calls/${sid}`;
const costs = 'cost { total unattributed tts { amount } }';
const costOf = (total: string, line: string) => ({
  cost: { total, unattributed: '0', tts: { amount: line } },
});

describe('a cached detail', () => {
  test.each([
    ['a moment', minute / 2],
    ['20 minutes', 20 * minute],
  ])('of a call that ended %s ago is removed when its row changes', async (_, age) => {
    const { see, butter, sid, byKey, cost } = await openWithCall(finished(age));
    expect((await see(byKey(costs))).alone).toMatchObject(costOf('5', '1'));
    butter.change(sid, { ...priced(2.4), ...changedAt(0) });
    later(2_100);
    cost();
    expect((await see(list(costs))).listed).toMatchObject(costOf('12', '2.4'));
    expect(cost().filter(asked => asked === detailOf(sid))).toHaveLength(1);
    expect((await see(byKey(costs))).alone).toMatchObject(costOf('12', '2.4'));
    expect(cost()).toEqual([]);
  });

  test('stays while its row has the same values in another spelling', async () => {
    const { see, butter, sid, byKey, cost } = await openWithCall(finished(20 * minute));
    await see(byKey('transport'), list('status'));
    const { start_time, end_time } = butter.calls.find(({ call_sid }) => call_sid === sid) ?? {};
    butter.change(sid, {
      start_time: start_time?.replace('.000Z', '.250+00:00'),
      end_time: end_time?.replace('.000Z', ''),
      status: 'Completed',
    });
    for (let times = 0; times < 3; times += 1) {
      later(2_100);
      cost();
      await see(list('transport'));
      expect(cost()).not.toContain(detailOf(sid));
    }
  });

  test('is removed when only the time of the last change differs', async () => {
    const { see, butter, sid, byKey, cost } = await openWithCall(finished(20 * minute));
    await see(byKey('traceId'), list('status'));
    butter.change(sid, { trace_id: 'another', ...changedAt(0) });
    later(2_100);
    cost();
    await see(list('status'));
    expect((await see(byKey('traceId'))).alone.traceId).toBe('another');
    expect(cost()).toContain(detailOf(sid));
  });

  test('costs one further request where rows are always rounded', async () => {
    const { see, butter, sid, byKey, cost } = await openWithCall(finished(20 * minute));
    butter.change(sid, { total_cost: 12.35 });
    const round = (json: unknown) =>
      JSON.parse(JSON.stringify(json).replace('"total_cost":12.35', '"total_cost":12'));
    butter.play({ route: 'list', fault: { kind: 'rewrite', change: round } });
    await see(byKey(costs));
    cost();
    const requests: number[] = [];
    for (let times = 0; times < 6; times += 1) {
      later(2_100);
      const { listed } = await see(list(costs));
      expect(listed).toMatchObject({ cost: { total: '12.35', unattributed: '7.35' } });
      requests.push(cost().filter(asked => asked === detailOf(sid)).length);
    }
    expect(requests).toEqual([1, 0, 0, 0, 0, 0]);
  });

  test('keeps its own age, and is fetched again when it expires, whatever rows are listed', async () => {
    const { see, sid, byKey, cost } = await openWithCall(finished(minute));
    await see(byKey('transport'));
    for (const wait of [20_000, 20_000, 15_000]) {
      later(wait);
      await see(list('status'));
    }
    cost();
    await see(byKey('transport'));
    expect(cost()).toEqual([]);
    later(10_000);
    await see(byKey('transport'));
    expect(cost()).toEqual([detailOf(sid)]);
  });
});

describe('one response', () => {
  test('shows a call in one state, whether it comes alone or in the list', async () => {
    const { see, butter, sid, byKey } = await openWithCall(finished(20 * minute));
    await see(byKey('status'));
    butter.change(sid, { status: 'failed', ...changedAt(0) });
    later(2_100);
    const { alone, listed } = await see(byKey('status'), list('status'));
    expect(listed).toEqual(alone);
    expect((await see(byKey('status'))).alone.status).toBe('FAILED');
  });

  test('shows a call that is listed twice in one state', async () => {
    const { ask, butter, sid } = await openWithCall({ status: 'in_progress' });
    const change = (json: unknown) => {
      butter.change(sid, { status: 'completed' });
      return json;
    };
    butter.play({ route: 'list', times: 1, fault: { kind: 'rewrite', change } });
    const lists = [1, 2, 3].map(first =>
      list('status').replace('calls(first: 5', `l${first}: calls(first: ${first}`),
    );
    const { data } = await ask(`{ ${lists.join(' ')} }`);
    const states = [1, 2, 3].map(first => data[`l${first}`].edges[0].node.status);
    expect(new Set(states).size).toBe(1);
  });

  const talking = { status: 'in_progress', turn_count: 1, transport: 'sip' };
  const over = { ...finished(0), status: 'completed', turn_count: 9, transport: 'twilio' };
  const both = `status turnCount transport ${costs} turns { number }`;
  const isOver = { status: 'COMPLETED', turnCount: 9, transport: 'TWILIO', ...costOf('5', '1') };

  /** Ends the call as soon as the list has been read. */
  function endAfterList({ butter, sid }: Pick<FrontDoor, 'butter'> & { sid: string }) {
    const change = (json: unknown) => {
      butter.change(sid, over);
      return json;
    };
    butter.play({ route: 'list', times: 1, fault: { kind: 'rewrite', change } });
  }

  test('is executed again when a call changed between its row and its detail, without a further request', async () => {
    const door = await openWithCall(talking);
    endAfterList(door);
    expect((await door.see(list(both))).listed).toMatchObject(isOver);
    expect(door.cost().filter(asked => asked === detailOf(door.sid))).toHaveLength(1);
  });

  test('shows one state without a cache too', async () => {
    const door = await openFrontDoor({ butter: { calls: 1 } });
    const { call_sid: sid } = door.butter.arrive(talking);
    endAfterList({ ...door, sid });
    expect((await asking(door, sid).see(list(both))).listed).toMatchObject(isOver);
  });

  test('shows one state with a trace too', async () => {
    const { gateway, ...door } = await openWithCall(talking);
    endAfterList(door);
    const response = await gateway.fetch(
      new Request('http://switchboard.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'apollo-federation-include-trace': 'ftv1' },
        body: JSON.stringify({ query: `{ ${list(both)} }` }),
      }),
    );
    const { data, extensions } = await response.json();
    expect(data.calls.edges[0].node).toMatchObject(isOver);
    expect(extensions.ftv1).toEqual(expect.any(String));
  });

  test('is counted once, however often it is executed', async () => {
    const door = await openWithCall(talking);
    const said = Array.from({ length: 30_000 }, (_, turn) => ({ turn, speaker: 'user', text: 'x' }));
    door.butter.change(door.sid, { transcript: said });
    endAfterList({ ...door });
    door.butter.play({
      route: 'call',
      fault: {
        kind: 'rewrite',
        change: json => ({ ...Object(json), data: { ...Object(json).data, transcript: said } }),
      },
    });
    const { listed } = await door.see(
      list('status a: transcript { text } b: transcript { text }').replace('first: 5', 'first: 1'),
    );
    expect(listed).toMatchObject({ status: 'COMPLETED' });
  });

  test('in several parts has one version in each part', async () => {
    const { gateway, ...door } = await openWithCall(talking);
    endAfterList(door);
    const response = await gateway.fetch(
      new Request('http://switchboard.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'multipart/mixed, application/json' },
        body: JSON.stringify({
          query: `{ ${list('status ... @defer { cost { unattributed tts { amount } } }')} }`,
        }),
      }),
    );
    expect(await response.text()).toContain('"cost":{"unattributed":"0","tts":{"amount":"1"}}');
  });
});

describe('the newer of two known versions is returned:', () => {
  test('a row that was just listed answers for the single call without a request', async () => {
    const { see, butter, sid, byKey, cost } = await openWithCall({ status: 'in_progress' });
    await see(byKey('status'));
    later(2_100);
    butter.change(sid, { ...finished(0) });
    await see(list('status'));
    cost();
    expect((await see(byKey('status duration'))).alone).toMatchObject({ status: 'COMPLETED', duration: 300 });
    expect(cost()).toEqual([]);
  });

  test('a call that was fetched by its key updates its row in a cached list', async () => {
    const { see, butter, sid, byKey, cost } = await openWithCall({ status: 'in_progress' });
    await see(list('status'));
    later(1_500);
    butter.change(sid, { ...finished(0) });
    await see(byKey('transport'));
    cost();
    expect((await see(list('status'))).listed).toMatchObject({ status: 'COMPLETED' });
    expect((await see(byKey('status'))).alone).toMatchObject({ status: 'COMPLETED' });
    expect(cost()).toEqual([]);
  });

  test('a newer list updates the rows of an older cached list', async () => {
    const { see, butter, sid, cost } = await openWithCall({ status: 'in_progress' });
    for (let times = 0; times < 3; times += 1) await see(list('status'));
    later(1_500);
    butter.change(sid, { ...finished(0) });
    await see(list('status').replace('first: 5', 'first: 2'));
    cost();
    expect((await see(list('status'))).listed).toMatchObject({ status: 'COMPLETED' });
    expect(cost()).toEqual([]);
  });

  test('a cached response is not used once a newer version is known', async () => {
    const { see, butter, sid, byKey } = await openWithCall({ status: 'in_progress' });
    for (let times = 0; times < 3; times += 1) await see(list('status'));
    for (let times = 0; times < 3; times += 1) await see(byKey('status'));
    butter.change(sid, { ...finished(0) });
    await see(byKey('transport'));
    expect((await see(list('status'))).listed).toMatchObject({ status: 'COMPLETED' });
    expect((await see(byKey('status'))).alone).toMatchObject({ status: 'COMPLETED' });
  });

  test('the newer version is returned while the source is down', async () => {
    const { see, butter, sid, byKey } = await openWithCall({ status: 'in_progress' });
    await see(byKey('status transport'), list('status'));
    later(2_100);
    butter.change(sid, { ...finished(0) });
    await see(list('status'));
    butter.play({ fault: { kind: 'status', status: 503 } });
    later(5 * minute);
    const { alone, listed } = await see(byKey('status'), list('status'));
    expect([alone?.status, listed]).toEqual(['COMPLETED', { sid, status: 'COMPLETED' }]);
  });

  test.each([
    ['detail', 5, 'COMPLETED'],
    ['row', 10, 'IN_PROGRESS'],
  ] as const)(
    'a stale response has the version of the %s if that is newer',
    async (newer, seconds, status) => {
      const { ask, see, butter, sid, byKey } = await openWithCall({ status: 'in_progress' });
      await see(list('status'));
      later(5_000);
      if (newer === 'detail') butter.change(sid, { ...finished(0) });
      await see(byKey('transport'));
      if (newer === 'row') {
        later(5_000);
        await see(list('status'));
      }
      butter.play({ fault: { kind: 'status', status: 503 } });
      later(5 * minute);
      const { data, extensions } = await ask(`{ ${byKey('status')} }`);
      expect(data.callBySid.status).toBe(status);
      const asOf = new Date(start + seconds * 1_000).toISOString().replace('.000', '');
      expect(extensions.stale).toEqual([{ source: 'BUTTER', asOf }]);
    },
  );

  test('a detail of another version is not returned while the source is down', async () => {
    const { ask, see, butter, sid, byKey } = await openWithCall({ status: 'in_progress', transport: 'sip' });
    await see(byKey('status transport'));
    later(2_100);
    butter.change(sid, { ...finished(0), transport: 'twilio' });
    await see(list('status'));
    butter.play({ fault: { kind: 'status', status: 503 } });
    const { data, errors } = await ask(`{ ${byKey('status transport')} }`);
    expect(data.callBySid).toEqual({ sid, status: 'COMPLETED', transport: null });
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('a call that was not found is returned once it is listed', async () => {
    const { see, butter, sid, byKey } = await openWithCall({ status: 'in_progress' });
    const stop = butter.play({ route: 'call', fault: { kind: 'status', status: 404 } });
    expect((await see(byKey('status'))).alone).toBeNull();
    stop();
    await see(list('status'));
    expect((await see(byKey('status'))).alone).toEqual({ sid, status: 'IN_PROGRESS' });
  });

  test('a call that is deleted is null, although it was listed', async () => {
    const { see, butter, sid, byKey } = await openWithCall(finished(20 * minute));
    await see(list('status'));
    butter.remove(sid);
    expect((await see(byKey('transport'))).alone).toMatchObject({ transport: null });
    expect((await see(byKey('status'))).alone).toBeNull();
    later(6_000);
    expect((await see(byKey('status'))).alone).toBeNull();
  });
});

describe('a call of Burki', () => {
  const is =
    (end: string) =>
    ({ url }: RecordedRequest) =>
      url.endsWith(end);
  const burkiList = 'calls(first: 3, filter: { sources: [BURKI] }) { edges { node { databaseId status } } }';
  const naive = (age: number) => ago(age).slice(0, 19);

  test('whose row changes has its transcript and recordings fetched again', async () => {
    const { ask, burki, cost } = await openFrontDoor({ gateway: { cache } });
    const figures = {
      total_cost: 0.05,
      llm_cost: 0.02,
      tts_cost: 0.01,
      stt_cost: 0.01,
      telephony_cost: 0.01,
    };
    const times = { started_at: naive(25 * minute), ended_at: naive(20 * minute), duration: 300 };
    const { id } = burki.arrive({ status: 'completed', ...figures, ...times });
    const segment = [{ id: 1, call_id: id, content: 'Hello', speaker: 'user', is_final: true }];
    burki.play({ matches: is('/transcripts'), fault: { kind: 'rewrite', change: () => segment } });
    const parts = `{ callByDatabaseId(databaseId: ${id}) { cost { total } transcript { text } recordings { uri } } }`;
    await ask(parts);
    later(2_100);
    await ask(`{ ${burkiList} }`);
    cost();
    await ask(parts);
    expect(cost()).toEqual([]);
    burki.change(id, { total_cost: 0.06, telephony_cost: 0.02 });
    later(2_100);
    await ask(`{ ${burkiList} }`);
    cost();
    expect((await ask(parts)).data.callByDatabaseId.cost.total).toBe('0.06');
    expect(cost()).toEqual([`BURKI /api/v1/calls/${id}/transcripts`, `BURKI /api/v1/calls/${id}/recordings`]);
  });
});
