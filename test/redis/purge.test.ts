import { describe, expect, test } from 'vitest';
import type { SharedStore } from '../../src/redis/redis.ts';
import type { ChannelListener } from '../../src/redis/subscriptions.ts';
import { holdAnswers, patient } from '../front-door.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, everything, expectSharing, openReplica, scope } from './replicas.ts';
import { openTwo } from './two-gateways.ts';

const burkiCall = '{ callByDatabaseId(databaseId: 101) { status flowName } }';
const burkiRequest = 'BURKI /api/v1/calls/101';

describe.skipIf(withoutRedis)('a purge on one of two gateways', () => {
  test.each(['call', 'all'] as const)(
    'of %s reaches the other before it returns, and invalidates its fetches in flight',
    async of => {
      const { door, other } = await openTwo({ gateway: patient });
      const purge = () => (of === 'all' ? door.gateway.purge.all() : door.gateway.purge.call('101'));
      await other.ask(burkiCall);
      await expect.poll(purge).toBe('everywhere');
      door.cost();
      const release = holdAnswers(door.burki);
      const underWay = other.ask(burkiCall);
      await expect.poll(() => door.burki.requests.length).toBe(1);
      await expect.poll(purge).toBe('everywhere');
      release();
      const { data } = await underWay;
      expect(door.cost()).toEqual([burkiRequest]);
      expect((await other.ask(burkiCall)).data).toEqual(data);
      expect(door.cost()).toEqual([burkiRequest]);
    },
  );

  test('by a sid removes the call that the other fetched by its integer, even if Redis has evicted the mapping', async () => {
    const { redis, door, other } = await openTwo();
    const query = '{ callByDatabaseId(databaseId: 101) { status transcript { text } } }';
    const sid = door.burki.calls.find(({ id }) => id === 101)?.call_sid ?? '';
    for (const evicted of [[], ['*:sid:*'], ['*:sid:*', '*:call:*']]) {
      await other.ask(query);
      for (const pattern of evicted) {
        await expect.poll(() => redis.client.keys(pattern)).not.toEqual([]);
        await redis.client.unlink(await redis.client.keys(pattern));
      }
      await expect.poll(() => door.gateway.purge.call(sid)).toBe('everywhere');
      door.cost();
      await door.ask(burkiCall);
      await other.ask(query);
      expect(door.cost()).toEqual([burkiRequest, 'BURKI /api/v1/calls/101/transcripts']);
      await door.gateway.purge.all();
    }
  });

  test('reports that it reached this one alone while the other does not confirm it', async () => {
    const { url } = await startRedis();
    const { source } = createWorld(1);
    const held = holdMessages();
    const one = openReplica(url).open('a-keyspace', source);
    const deaf = openReplica(url, { wrap: held.wrap }).open('a-keyspace', source);
    for (const each of [one, deaf]) await connected(each);
    held.hold();
    expect(await one.store.purge(null)).toBe(false);
    held.release();
    await expect.poll(() => one.store.purge(null)).toBe(true);
  });
});

/** A Redis whose messages arrive when the test says so. */
function holdMessages() {
  let waiting: (() => void)[] | null = null;
  const held = ({ hear, reset }: ChannelListener): ChannelListener => ({
    reset,
    hear: message => void (waiting ? waiting.push(() => hear(message)) : hear(message)),
  });
  return {
    wrap: (redis: SharedStore): SharedStore => ({
      ...redis,
      subscribe: (channel, listener) => redis.subscribe(channel, held(listener)),
    }),
    hold() {
      waiting = [];
    },
    count: () => waiting?.length ?? 0,
    /** Lets the last message overtake those before it. */
    releaseLast: () => waiting?.pop()?.(),
    release() {
      for (const hear of waiting ?? []) hear();
      waiting = null;
    },
  };
}

test.skipIf(withoutRedis)(
  'a value that a replica fetched before a purge never reaches Redis, even if the replica has not received the purge',
  async () => {
    const { url, client } = await startRedis();
    const { source, deliver, until, change } = createWorld(1);
    const held = holdMessages();
    const one = openReplica(url).open('a-keyspace', source);
    const deaf = openReplica(url, { wrap: held.wrap }).open('a-keyspace', source);
    for (const each of [one, deaf]) await connected(each);
    held.hold();
    const list = deaf.cached.listCalls(everything, scope);
    const call = deaf.cached.findCall('0', scope);
    const bySid = deaf.cached.findCallBySid?.('CA:0', scope);
    await expect.poll(() => client.keys('a-keyspace:lock:*')).toHaveLength(2);
    change(0);
    expect(await one.store.purge({ keys: ['0'], sids: [] })).toBe(false);
    for (let index = 0; index < 3; index += 1) deliver();
    await Promise.all([list, call, bySid]);
    await client.ping();
    expect((await until(one.cached.findCall('0', scope)))?.turnCount).toBe(1);
    await expect.poll(() => client.get('a-keyspace:call:0')).toContain('"turnCount":1');
  },
);

test.skipIf(withoutRedis)(
  'a replica that has not received a purge shares nothing until it has cleared its memory',
  async () => {
    const { url, client } = await startRedis();
    const { source, until, change } = createWorld(1);
    const held = holdMessages();
    const one = openReplica(url).open('a-keyspace', source);
    const deaf = openReplica(url, { wrap: held.wrap }).open('a-keyspace', source);
    for (const each of [one, deaf]) await connected(each);
    const key = 'a-keyspace:call:0';
    await until(deaf.cached.findCall('0', scope));
    const old = deaf.store.peek(key);
    if (!old) throw new Error('It is kept.');
    held.hold();
    change(0);
    await one.store.purge(null);
    // What it keeps anew, such as a call together with its row, is no younger for that.
    await deaf.store.shared?.get(key, () => true);
    deaf.store.openWriter()(key, old, same);
    await deaf.store.shared?.get(key, () => true);
    expect(await client.get(key)).toBeNull();
    expect(deaf.store.peek(key)).toBeDefined();
    // The message never comes; by itself it finds out that there was one, and shares again.
    const isHeld = () =>
      deaf.store.shared?.get(key, () => true).then(() => deaf.store.peek(key) !== undefined);
    await expect.poll(isHeld).toBe(false);
    expect((await until(deaf.cached.findCall('0', scope)))?.turnCount).toBe(1);
    const entry = deaf.store.peek(key) ?? old;
    const isShared = async () => {
      deaf.store.openWriter()(key, entry, same);
      return (await client.get(key))?.includes('"turnCount":1');
    };
    await expect.poll(isShared).toBe(true);
  },
);

test.skipIf(withoutRedis)('a purge reaches the replicas of its keyspace alone', async () => {
  const { url } = await startRedis();
  const { source, until } = createWorld(1);
  const [one, other] = [openReplica(url), openReplica(url)];
  const stores = ['a', 'b'].flatMap(keyspace => [one.open(keyspace, source), other.open(keyspace, source)]);
  for (const each of stores) await connected(each);
  for (const { cached } of stores) await until(cached.findCall('0', scope));
  const holding = () =>
    stores.map(({ store }, index) => store.peek(`${index < 2 ? 'a' : 'b'}:call:0`) !== undefined);
  expect(holding()).toEqual([true, true, true, true]);
  await expect.poll(() => stores[0]?.store.purge(null)).toBe(true);
  expect(holding()).toEqual([false, false, true, true]);
});

test.skipIf(withoutRedis)('a purge removes many entries in commands of bounded length', async () => {
  const { url, client } = await startRedis();
  const { source } = createWorld(1);
  const one = openReplica(url).open('a-keyspace', source);
  await connected(one);
  const fill = "for index = 1, ARGV[1] do redis.call('SET', KEYS[1] .. index, '{}') end";
  await client.eval(fill, 1, 'a-keyspace:transcript:', 3_000);
  await client.config('RESETSTAT');
  await expect.poll(() => one.store.purge({ keys: [], sids: ['CA:0'] })).toBe(true);
  expect(await client.keys('a-keyspace:transcript:*')).toEqual([]);
  const [, calls] = /cmdstat_unlink:calls=(\d+)/.exec(await client.info('commandstats')) ?? [];
  expect(Number(calls)).toBeGreaterThanOrEqual(6);
});

test.skipIf(withoutRedis)(
  'a replica that may have missed a purge clears its memory when it reconnects',
  async () => {
    const { url, client } = await startRedis();
    const { source, until } = createWorld(1);
    const [one, other] = [openReplica(url), openReplica(url)].map(({ open }) => open('a-keyspace', source));
    if (!one || !other) throw new Error('There are two.');
    for (const each of [one, other]) await connected(each);
    await until(other.cached.findCall('0', scope));
    const underWay = other.cached.findCall('1', scope);
    await expect.poll(() => client.keys('a-keyspace:lock:*')).toHaveLength(1);
    await client.client('KILL', 'TYPE', 'pubsub');
    await one.store.purge(null);
    await expect.poll(() => other.store.peek('a-keyspace:call:0')).toBeUndefined();
    await until(underWay);
    expect(other.store.peek('a-keyspace:call:1')).toBeUndefined();
  },
);

test.skipIf(withoutRedis)(
  'a replica that receives two purges in reverse order keeps all other entries, and shares nothing in between',
  async () => {
    const { url, client } = await startRedis();
    const { source, until } = createWorld(4);
    const held = holdMessages();
    const one = openReplica(url).open('a-keyspace', source);
    const late = openReplica(url, { wrap: held.wrap }).open('a-keyspace', source);
    for (const each of [one, late]) await connected(each);
    for (const key of ['0', '1', '2']) await until(late.cached.findCall(key, scope));
    const old = late.store.peek('a-keyspace:call:0');
    if (!old) throw new Error('It is kept.');
    held.hold();
    const purges = ['0', '1'].map(async (key, index) => {
      await expect.poll(held.count, { interval: 1 }).toBe(index);
      return one.store.purge({ keys: [key], sids: [] });
    });
    await expect.poll(held.count).toBe(2);
    held.releaseLast();
    late.store.openWriter()('a-keyspace:call:0', old, same);
    await late.store.shared?.get('a-keyspace:call:0', () => true);
    expect(await client.get('a-keyspace:call:0')).toBeNull();
    held.release();
    await Promise.all(purges);
    await expectSharing(late, client);
    expect(late.store.peek('a-keyspace:call:0')).toBeUndefined();
    expect(late.store.peek('a-keyspace:call:2')).toBeDefined();
  },
);

const same = <T>(value: T): T => value;
