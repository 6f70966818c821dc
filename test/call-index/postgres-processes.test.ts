import { describe, expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { type Program, runMain } from '../run-main.ts';
import { startPostgres, withoutPostgres } from './postgres-server.ts';

/** A gateway of its own process. */
interface Gateway extends Program {
  readonly origin: string;
  ask(query: string): Promise<Answer>;
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: JSON, as a client sees it
  readonly data: any;
  readonly errors?: readonly unknown[];
}

/** Opens two sandboxes, and a way to start gateways that share an index of them. */
async function openSources() {
  const { url } = await startPostgres();
  const door = await openFrontDoor({ butter: { calls: 1_500 }, burki: { calls: 1_500 } });
  const { butter, burki, cost } = door;
  const database = url().replace('postgres@', 'postgres:pass%2Fword@');

  async function start(): Promise<Gateway> {
    const program = await runMain({
      ...{ PORT: '0', LOG_LEVEL: 'info', INDEX: 'on', INDEX_URL: database },
      ...{ BUTTER_URL: butter.url, BUTTER_API_KEY: butter.apiKey, BUTTER_RPS: '20' },
      ...{ BURKI_URL: burki.url, BURKI_API_KEY: burki.apiKey },
    });
    const address = await program.says(/listening: .* at (http:[^\s"]+)/);
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const ask = async (query: string): Promise<Answer> =>
      (await fetch(address, { method: 'POST', headers, body: JSON.stringify({ query }) })).json() as never;
    return { ...program, origin: new URL(address).origin, ask };
  }

  return { butter, burki, cost, start };
}

const metric = async ({ origin }: Gateway, pattern: RegExp): Promise<number> => {
  const text = await (await fetch(`${origin}/metrics`, { headers: { connection: 'close' } })).text();
  return Number(pattern.exec(text)?.[1] ?? 0);
};

const requestsOf = (gateway: Gateway) =>
  metric(
    gateway,
    /^switchboard_background_attempts_total\{source="BUTTER",route="list",outcome="ok"\} (\d+)$/m,
  );

const leads = async (gateway: Gateway): Promise<boolean> =>
  (await metric(gateway, /^switchboard_index_is_leader (\d)$/m)) === 1;

const diskBytesOf = (gateway: Gateway) => metric(gateway, /^switchboard_index_disk_bytes (\d+)$/m);

const coverage = '{ callSources { index { coverage { state callCount } } } }';
const current = (callCount: number) => ({ index: { coverage: { state: 'CURRENT', callCount } } });

const expectCurrent = ({ ask }: Gateway, ...callCounts: readonly number[]) =>
  expect
    .poll(async () => (await ask(coverage)).data.callSources, { interval: 200 })
    .toEqual(callCounts.map(current));

/** The longest calls, with the number of all by the list and by the statistics. */
async function longest({ ask }: Gateway) {
  const { data } = await ask(`{ calls(first: 2, orderBy: { field: DURATION }) { totalCount nodes { sid } }
    callStats { total { callCount } } }`);
  const { totalCount, nodes } = data.calls;
  return {
    counts: [totalCount, data.callStats.total.callCount],
    sids: nodes.map(({ sid }: { sid: string }) => sid),
  };
}

const isOfWalk = (request: string): boolean => /cursor=|limit=1000|\/count$/.test(request);

describe.skipIf(withoutPostgres)('two gateways on one PostgreSQL', () => {
  test('make the requests of one, agree after an erasure, and lose nothing when the leader is killed', async () => {
    const { butter, cost, start } = await openSources();
    const gateways = await Promise.all([start(), start()]);
    await Promise.all(gateways.map(gateway => expectCurrent(gateway, 1_500, 1_500)));
    // Butter's pages behind the first one, Burki's pages, and Burki's own count.
    expect(cost().filter(isOfWalk)).toHaveLength(14 + 2 + 1);

    const [leader, follower] = (await leads(gateways[0])) ? gateways : gateways.toReversed();
    if (!leader || !follower) throw new Error('No gateway leads.');
    expect([await leads(leader), await leads(follower)]).toEqual([true, false]);
    expect(await requestsOf(leader)).toBeGreaterThan(0);
    expect(await requestsOf(follower)).toBe(0);
    const before = await longest(leader);
    expect(before.counts).toEqual([3_000, 3_000]);
    expect(await longest(follower)).toEqual(before);
    expect(await diskBytesOf(follower)).toBeGreaterThan(1_000_000);

    const [erased = '', second = ''] = before.sids;
    const erasure = await fetch(`${follower.origin}/index/${erased}`, { method: 'DELETE' });
    expect(await erasure.json()).toMatchObject({ calls: [{ wasStored: true, isListed: true }] });
    for (const gateway of gateways) {
      await expect
        .poll(async () => (await longest(gateway)).counts, { interval: 100 })
        .toEqual([2_999, 2_999]);
      expect((await longest(gateway)).sids[0]).toBe(second);
    }

    leader.signal('SIGKILL');
    await leader.ended;
    butter.arrive();
    cost();
    await expect
      .poll(async () => (await longest(follower)).counts, { interval: 100 })
      .toEqual([3_000, 3_000]);
    expect(await leads(follower)).toBe(true);
    // The newest end is read on to the first page that is known whole.
    expect(cost().filter(isOfWalk).length).toBeLessThanOrEqual(1);
    follower.signal('SIGTERM');
    expect(await follower.ended).toBe(0);
    for (const { printed } of gateways) expect(printed.out + printed.err).not.toMatch(/pass(?:%2F|\/)word/);
  });
});
