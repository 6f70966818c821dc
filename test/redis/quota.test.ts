import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../../src/redis/redis.ts';
import { createSharedWindow } from '../../src/upstream/shared-window.ts';
import { patient } from '../front-door.ts';
import { openStandIn } from '../quota/stand-in.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { openTwo, ready } from './two-gateways.ts';

const clock = () => performance.now();

/** Two gateways with a quota of five, over a stand-in for Butter that records when requests arrive. */
async function openBesideStandIn() {
  const standIn = await openStandIn();
  const urls = { BUTTER: standIn.url };
  const opened = await openTwo({ urls, requestsPerSecond: 5, gateway: patient });
  const ask = (index: number) => opened.door.ask(`{ callBySid(sid: "call_${index}") { status } }`);
  return { ...opened, standIn, ask };
}

describe.skipIf(withoutRedis)('two gateways on one Redis', () => {
  test('together keep within the quota as requests arrive', async () => {
    const { door, other, standIn } = await openBesideStandIn();
    const asked = Array.from({ length: 16 }, (_, index) =>
      (index % 2 ? door : other).ask(`{ callBySid(sid: "call_${index}") { status } }`),
    );
    for (const { errors } of await Promise.all(asked)) expect(errors).toBeUndefined();
    expect(standIn.arrivals).toHaveLength(16);
    const { gapMs, stallMs } = standIn.closest(5);
    expect(gapMs + stallMs).toBeGreaterThan(1_000);
  });

  test.each([
    ['is full', ['maxmemory', '1']],
    ['is full from time to time', ['maxmemory', '0']],
  ] as const)('each keep within the quota while Redis %s', async (_, setting) => {
    const { redis, standIn, ask } = await openBesideStandIn();
    const before = Array.from({ length: 5 }, (_, index) => ask(index));
    await redis.client.config('SET', 'maxmemory', '1');
    await Promise.all(before);
    await redis.client.config('SET', ...setting);
    for (const { errors } of await Promise.all(Array.from({ length: 8 }, (_, index) => ask(index + 5))))
      expect(errors).toBeUndefined();
    expect(standIn.arrivals).toHaveLength(13);
    const { gapMs, stallMs } = standIn.closest(5);
    expect(gapMs + stallMs).toBeGreaterThan(1_000);
  });

  test('keep within the quota while Redis hangs', async () => {
    const { redis, standIn, ask } = await openBesideStandIn();
    await Promise.all(Array.from({ length: 3 }, (_, index) => ask(index)));
    redis.freeze();
    await Promise.all(Array.from({ length: 8 }, (_, index) => ask(index + 3)));
    redis.resume();
    expect(standIn.arrivals).toHaveLength(11);
    const { gapMs, stallMs } = standIn.closest(5);
    expect(gapMs + stallMs).toBeGreaterThan(1_000);
  });

  test('pause together after a 429, and an operator lifts the pause of both', async () => {
    const { door, other } = await openTwo();
    door.butter.play({ times: 1, fault: { kind: 'status', status: 429, retryAfter: 86_400 } });
    await door.ask('{ callBySid(sid: "call_1") { status } }');
    const pausedMs = ({ gateway }: Pick<typeof other, 'gateway'>) =>
      gateway.stats().get('BUTTER')?.pausedMs ?? 0;
    await expect.poll(() => pausedMs(other)).toBeGreaterThan(0);
    expect(pausedMs(other)).toBeLessThanOrEqual(60_000);
    expect(await other.gateway.liftPauses('BUTTER')).toBe('everywhere');
    await expect.poll(() => [door, other].map(pausedMs)).toEqual([0, 0]);
  });

  test('leave no pause behind for a gateway that starts later', async () => {
    const { redis, door } = await openTwo();
    door.butter.play({ times: 1, fault: { kind: 'status', status: 429, retryAfter: 86_400 } });
    await door.ask('{ callBySid(sid: "call_1") { status } }');
    const later = door.replica();
    await ready(later);
    door.cost();
    expect((await later.ask('{ callBySid(sid: "call_2") { status } }')).errors).toBeUndefined();
    expect(door.cost()).toHaveLength(1);
    expect(await redis.client.keys('*pause*')).toEqual([]);
  });

  test('lift only their own pauses while Redis is away, and say so', async () => {
    const { redis, door } = await openTwo();
    await redis.stop();
    expect(await door.gateway.liftPauses('BUTTER')).toBe('here');
  });
});

describe.skipIf(withoutRedis)('a window in Redis', () => {
  async function openWindows(holdMs = 10_000) {
    const redis = await startRedis();
    const stores = [1, 2].map(() =>
      connectRedis({ url: redis.url, observer: { availability: () => {}, failure: () => {} } }),
    );
    onTestFinished(async () => void (await Promise.all(stores.map(store => store.close()))));
    for (const store of stores)
      await expect.poll(() => store.tryCommand(client => client.ping())).toBe('PONG');
    const [first, second] = stores.map(store =>
      createSharedWindow({ count: 5, key: 'a-quota', store, holdMs, clock }),
    );
    if (!first || !second) throw new Error('There are two windows.');
    return { redis, first, second };
  }

  test('gives all processes together as many tokens as the quota has', async () => {
    const { first, second } = await openWindows();
    expect(await first.take(3)).toHaveLength(3);
    expect(await second.take(3)).toHaveLength(2);
    expect(second.waitMs(0)).toBeGreaterThan(0);
  });

  test('leaves the reserved tokens to those who reserve none, in all processes', async () => {
    const { first, second } = await openWindows();
    expect(await first.take(1)).toHaveLength(1);
    expect(await second.take(4, 2)).toHaveLength(2);
    expect(await first.take(1, 2)).toHaveLength(0);
    expect(first.waitMs(0)).toBe(0);
    expect(await first.take(4)).toHaveLength(2);
  });

  test('gives a token that was not spent to another process', async () => {
    const { first, second } = await openWindows();
    const [token, ...spent] = await first.take(5);
    for (const each of spent) each.spend();
    expect(token?.giveBack()).toBe(true);
    expect(token?.giveBack()).toBe(false);
    await expect.poll(() => second.take(5)).toHaveLength(1);
  });

  test('frees the tokens of a process that has ended', async () => {
    const { first, second } = await openWindows(200);
    await first.take(5);
    await expect.poll(() => second.take(5)).toHaveLength(5);
  });

  test('frees a spent token, which was held for longer, as soon as one of a single process', async () => {
    const { redis, first, second } = await openWindows();
    for (const token of await first.take(5)) token.spend();
    await expect.poll(() => second.take(5)).toHaveLength(5);
    expect(await redis.client.pttl('a-quota')).toBeGreaterThan(1_050);
  });

  test('holds no token for longer after the clock of Redis was set back', async () => {
    const { redis, first, second } = await openWindows(200);
    await first.take(5);
    // To a clock that was set back by an hour, each token seems to be held for an hour more.
    for (const token of await redis.client.zrange('a-quota', 0, -1))
      await redis.client.zincrby('a-quota', 3_600_000, token);
    await redis.client.persist('a-quota');
    await expect.poll(() => second.take(5)).toHaveLength(5);
  });

  test('is that of the process alone while Redis is away', async () => {
    const { redis, first, second } = await openWindows();
    expect(await first.take(5)).toHaveLength(5);
    await redis.stop();
    expect(await first.take(5)).toHaveLength(0);
    expect(await second.take(7)).toHaveLength(5);
  });
});
