import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryKey } from '../../src/cache/entry-keys.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { callOf } from '../domain/call-of.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { connected, createWorld, openReplica, scope } from './replicas.ts';
import { cache, openTwo } from './two-gateways.ts';

const minute = 60_000;
const saidAt = Date.UTC(2026, 2, 9);

test.skipIf(withoutRedis)(
  'a stale value of Redis is returned for an hour after its expiry, counted from the response of the source',
  async () => {
    const { url, client } = await startRedis();
    const clock = { now: saidAt };
    const source = {
      ...createWorld(1).source,
      findCall: () =>
        Promise.reject(new SwitchboardError('UPSTREAM_UNAVAILABLE', 'It is down.', { retryable: true })),
    };
    const replica = openReplica(url, { now: () => clock.now });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 * 60 }),
        fc.integer({ min: 0, max: 26 * 60 }),
        fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 3 }),
        async (fresh, age, more) => {
          runs += 1;
          const keyspace = `keyspace-${runs}`;
          const { cached, store } = replica.open(keyspace, source);
          await connected({ store });
          const entry = { value: callOf(), at: saidAt, freshMs: fresh * minute };
          await client.set(entryKey(keyspace, 'call', '101'), JSON.stringify(entry));
          clock.now = saidAt + age * minute;
          for (const passed of [0, ...more]) {
            clock.now += passed * minute;
            const answer = await cached.findCall('101', scope).catch(() => null);
            expect(answer !== null).toBe(clock.now - saidAt < (fresh + 60) * minute);
          }
        },
      ),
      { numRuns: 100 },
    );
  },
);

test.skipIf(withoutRedis)(
  'a stale value of Redis older than that hour is not returned while the source is down',
  async () => {
    const { redis, door, other } = await openTwo({ gateway: { cache } });
    const query = '{ callByDatabaseId(databaseId: 101) { status } }';
    await door.ask(query);
    await expect.poll(() => redis.client.keys('*:call:101')).toHaveLength(1);
    const [key = ''] = await redis.client.keys('*:call:101');
    const entry = JSON.parse((await redis.client.get(key)) ?? '');
    door.burki.play({ fault: { kind: 'status', status: 503 } });
    const askAt = async (minutes: number) => {
      await redis.client.set(
        key,
        JSON.stringify({ ...entry, at: Date.now() - entry.freshMs - minutes * minute }),
      );
      return other.ask(query);
    };
    expect((await askAt(59)).data.callByDatabaseId.status).toBe('COMPLETED');
    await door.gateway.purge.all();
    const { data, errors } = await askAt(61);
    expect(data.callByDatabaseId).toBeNull();
    expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
  },
);

test.skipIf(withoutRedis)(
  'a process with a stale value does not wait for another one whose request hangs longer than an attempt',
  async () => {
    const { url, client } = await startRedis();
    const clock = { now: saidAt };
    const world = createWorld(1);
    const [one, other] = [0, 1].map(() =>
      openReplica(url, { now: () => clock.now }).open('a-keyspace', world.source),
    );
    if (!one || !other) throw new Error('There are two.');
    for (const each of [one, other]) await connected(each);
    for (const { cached } of [one, other]) await world.until(cached.findCall('0', scope));
    clock.now += 2 * minute;
    world.change(0);
    await client.unlink('a-keyspace:call:0');
    const hanging = one.cached.findCall('0', { ...scope, id: 'who has patience' });
    await expect.poll(() => client.keys('a-keyspace:lock:*')).toHaveLength(1);
    expect(await other.cached.findCall('0', scope)).toMatchObject({ turnCount: 0 });
    // The time that the other has waited is no attempt of the process which asks.
    expect(await world.until(hanging)).toMatchObject({ turnCount: 1 });
  },
);
