import { expect, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { FetchDepth } from '../../src/domain/call.ts';
import type { SourceAdapter } from '../../src/domain/call-source.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, openReplica, scope } from './replicas.ts';
import { openTwo } from './two-gateways.ts';

test.skipIf(withoutRedis)('no sid that a client requests is the key of another lock', async () => {
  const { door } = await openTwo({ gateway: { deadlineMs: 1_500 } });
  for (const sid of ['call_77:turn', 'call_77:lock', 'lock:call_77']) {
    expect((await door.ask(`{ callBySid(sid: "${sid}") { status } }`)).errors).toBeUndefined();
    const { data, errors } = await door.ask('{ callBySid(sid: "call_77") { status } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ callBySid: null });
    await door.gateway.purge.call('call_77');
  }
});

test.skipIf(withoutRedis)('a lock that has expired is released by its next owner alone', async () => {
  const { url, client } = await startRedis();
  const { source } = createWorld(1);
  const replicas = [openReplica(url), openReplica(url)].map(({ open }) => open('a-keyspace', source).store);
  for (const store of replicas) await connected({ store });
  const acquire = (store?: (typeof replicas)[number]) =>
    store?.shared?.acquireLock('a-key', createCancellation());
  const locks = () => client.keys('a-keyspace:lock:*');
  const first = await acquire(replicas[0]);
  await client.unlink(await locks());
  const second = await acquire(replicas[1]);
  await first?.(Promise.resolve());
  await replicas[0]?.shared?.get('a-key', () => true);
  expect(await locks()).toHaveLength(1);
  await second?.(Promise.resolve());
  await expect.poll(locks).toEqual([]);
});

test.skipIf(withoutRedis)('a fetch that began before a purge does not delay a later one', async () => {
  const { url } = await startRedis();
  const world = createWorld(1);
  const [one, other] = [openReplica(url), openReplica(url)].map(({ open }) =>
    open('a-keyspace', world.source),
  );
  if (!one || !other) throw new Error('There are two.');
  for (const each of [one, other]) await connected(each);
  const overtaken = one.cached.findCall('0', scope);
  await expect.poll(world.waiting).toBe(1);
  await expect.poll(() => one.store.purge({ keys: ['0'], sids: [] })).toBe(true);
  const later = other.cached.findCall('0', scope);
  await expect.poll(world.waiting).toBe(2);
  await world.until(Promise.all([overtaken, later]));
});

test.skipIf(withoutRedis)(
  'a reader that waited for a lock does not replace a full entry by its shared part',
  async () => {
    const { url, client } = await startRedis();
    const world = createWorld(1, true);
    const conversation = { turns: [], transcript: [], recordings: [] };
    let requests = 0;
    const findCall: SourceAdapter['findCall'] = async (...asked) => {
      requests += 1;
      const call = await world.source.findCall(...asked);
      return call?.detail ? { ...call, detail: { ...call.detail, conversation } } : call;
    };
    const one = openReplica(url).open('a-keyspace', { ...world.source, findCall });
    await connected(one);
    const whole = one.cached.findCall('0', scope, FetchDepth.CONVERSATION);
    await expect.poll(world.waiting).toBe(1);
    const row = one.cached.findCall('0', scope, FetchDepth.ROW);
    const reads = async () =>
      Number(/cmdstat_mget:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);
    const before = await reads();
    await expect.poll(reads).toBeGreaterThan(before + 5);
    await world.until(Promise.all([whole, row]));
    const again = one.cached.findCall('0', scope, FetchDepth.CONVERSATION);
    await world.until(again);
    expect(requests).toBe(1);
  },
);
