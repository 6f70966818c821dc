import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import { openPostgresDatabase } from '../../src/call-index/store/postgres/postgres-database.ts';
import { createHandlers } from '../../src/call-index/worker/handlers.ts';
import type { Call } from '../../src/domain/call.ts';
import type { IndexListRequest } from '../../src/domain/call-index.ts';
import { callOf } from '../domain/call-of.ts';
import { firstPage } from './first-page.ts';
import { openStore, pageOf, type StoreParts } from './open-store.ts';
import { usePostgres, withoutPostgres } from './postgres-server.ts';

const called = (key: string, endReason: string | null = null) => callOf({ databaseId: key, endReason });

const lasting = (key: string, duration: number) => callOf({ databaseId: key, duration });

const longestTwo: IndexListRequest = {
  ...firstPage,
  sources: ['BURKI'],
  order: { field: 'DURATION', direction: 'DESC', unknown: 'LAST' },
  limit: 2,
};

describe.skipIf(withoutPostgres)('stores of several processes on one PostgreSQL', () => {
  const server = usePostgres();

  /** Stores of three processes that have opened an account of two calls, which the first one wrote. */
  async function openStores(): Promise<readonly [StoreParts, StoreParts, StoreParts]> {
    const url = server.url(await server.createDatabase());
    const open = () => openStore(() => openPostgresDatabase(url));
    const stores = [open(), open(), open()] as const;
    const [leader] = stores;
    await leader.store.openAccount('BURKI', 'ours');
    await leader.store.writePage('BURKI', pageOf([called('1'), called('2')], { walk: 1 }));
    for (const { store } of stores) await store.openAccount('BURKI', 'ours');
    return stores;
  }

  const keysOf = ({ store }: StoreParts) => store.sampleKeys('BURKI', 9);

  test('a follower reads what was added, changed and removed, and the state', async () => {
    const [leader, follower] = await openStores();
    const page = pageOf([called('1', 'hangup'), called('3')]);
    await leader.store.writePage('BURKI', { ...page, state: { ...page.state, asOf: 7 } });
    await leader.store.removeCalls('BURKI', ['2'], { ...page.state, asOf: 8 });
    const snapshot = await follower.accounts.follow('BURKI');
    expect(snapshot).toEqual({ state: { ...page.state, asOf: 8 }, callCount: 2, confirmedWalk: null });
    const { endReason, dictionaries } = follower.rows.columns;
    const hangup = dictionaries.endReason.codeOf('hangup') ?? 0;
    expect(Array.from(endReason).filter(code => code === hangup && code !== 0)).toHaveLength(1);
    expect(await keysOf(follower)).toEqual(['1', '3']);
  });

  test('a call that a follower erases is not written again by a leader that has not heard of it', async () => {
    const [leader, follower] = await openStores();
    expect(await follower.erasure.eraseCall('BURKI', '1')).toMatchObject({ wasStored: true });
    await leader.store.writePage('BURKI', pageOf([called('1', 'hangup'), called('2'), called('3')]));
    expect(await keysOf(leader)).toEqual(['2', '3']);
    await follower.erasure.restoreCall('BURKI', '1');
    await leader.store.writePage('BURKI', pageOf([called('1'), called('4')]));
    expect(await keysOf(leader)).toEqual(['1', '2', '3', '4']);
  });

  test('a process that has not heard of an erasure restores the call', async () => {
    const [leader, follower] = await openStores();
    await leader.erasure.eraseCall('BURKI', '1');
    expect(await follower.erasure.restoreCall('BURKI', '1')).toBe(true);
    expect(await leader.erasure.restoreCall('BURKI', '1')).toBe(false);
  });

  test('a leader that has not heard of a restoration stores the call that it reads again', async () => {
    const [leader, follower] = await openStores();
    await leader.erasure.eraseCall('BURKI', '1');
    await follower.erasure.restoreCall('BURKI', '1');
    await leader.store.writePage('BURKI', pageOf([called('1')], { doneRechecks: ['1'] }));
    expect(await keysOf(leader)).toEqual(['1', '2']);
  });

  test('a page of a follower has the changes that the leader has made of its calls', async () => {
    const url = server.url(await server.createDatabase());
    const [leader, follower] = [
      createHandlers(() => openPostgresDatabase(url)),
      createHandlers(() => openPostgresDatabase(url)),
    ];
    onTestFinished(async () => {
      await Promise.all([leader.closeStore([]), follower.closeStore([])]);
    });
    const write = (...calls: Call[]) => leader.writePage(['BURKI', pageOf(calls)]);
    const list = () => follower.list([longestTwo], createCancellation());
    const keys = async () => (await list()).rows.map(({ call }) => call.databaseId);
    await leader.openAccount(['BURKI', 'ours']);
    await write(lasting('1', 10), lasting('2', 5), lasting('3', 2));
    await follower.openAccount(['BURKI', 'ours']);
    expect(await keys()).toEqual(['1', '2']);
    await write(lasting('1', 1));
    expect(await keys()).toEqual(['2', '3']);
    await leader.eraseCall(['BURKI', '2']);
    expect(await list()).toMatchObject({ rows: [{}, {}], totals: [2] });
  });

  test('a follower erases a call that was added since it looked', async () => {
    const [leader, follower] = await openStores();
    await leader.store.writePage('BURKI', pageOf([called('3')]));
    expect(await follower.erasure.eraseCall('BURKI', '3')).toMatchObject({ wasStored: true });
    await leader.accounts.follow('BURKI');
    expect(await keysOf(leader)).toEqual(['1', '2']);
  });

  test('a leader learns of a deletion that an operator has confirmed to another process', async () => {
    const [leader, follower] = await openStores();
    await follower.accounts.use('BURKI', async ({ shared }, { id }) => shared?.confirmDeletion(id, 7));
    expect(await leader.accounts.follow('BURKI')).toMatchObject({ confirmedWalk: 7 });
    await leader.store.resetAccount('BURKI');
    expect(await follower.accounts.follow('BURKI')).toMatchObject({ confirmedWalk: null });
  });

  test('an account that is built anew is followed', async () => {
    const [leader, follower] = await openStores();
    await leader.store.resetAccount('BURKI');
    await leader.store.writePage('BURKI', pageOf([called('9')]));
    expect((await follower.accounts.follow('BURKI')).callCount).toBe(1);
    expect(await keysOf(follower)).toEqual(['9']);
  });

  test('a follower that takes the lead knows which calls the walk has seen', async () => {
    const [leader, follower] = await openStores();
    await leader.store.writePage('BURKI', pageOf([called('2')], { walk: 2 }));
    await follower.accounts.readSeenWalks();
    expect(await follower.store.unseenKeys('BURKI', 2, null, 9)).toEqual({ total: 1, keys: ['1'] });
  });

  test('whatever processes erase and restore while one writes, all of them end with the same calls', async () => {
    const processes = await openStores();
    const [leader] = processes;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async steps => {
        const world = { processes, durations: new Map<string, number>(), erased: new Set<string>() };
        await leader.store.removeCalls('BURKI', keys, newSyncState);
        for (const key of keys) await leader.erasure.restoreCall('BURKI', key);
        for (const take of steps) await take(world);
        for (const { rows, accounts } of processes) {
          expect((await accounts.follow('BURKI')).callCount).toBe(world.durations.size);
          const { source, duration } = rows.columns;
          const durations = Array.from(duration).filter((_, row) => source[row]);
          expect(durations.sort()).toEqual([...world.durations.values()].sort());
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Processes, of which the first leads, and the calls that they should have. */
interface World {
  readonly processes: readonly StoreParts[];
  readonly durations: Map<string, number>;
  readonly erased: Set<string>;
}

type Step = (world: World) => Promise<void>;

const keys = ['1', '2', '3', '4', '5'];
const key = fc.constantFrom(...keys);
const place = fc.nat({ max: 2 });

const reading = fc.tuple(key, fc.nat({ max: 9 })).map(
  ([key, duration]): Step =>
    async ({ processes, durations, erased }) => {
      await processes[0]?.store.writePage('BURKI', pageOf([lasting(key, duration)], { doneRechecks: [key] }));
      if (!erased.has(key)) durations.set(key, duration);
    },
);

const erasure = fc.tuple(key, place).map(
  ([key, at]): Step =>
    async ({ processes, durations, erased }) => {
      expect(await processes[at]?.erasure.eraseCall('BURKI', key)).toMatchObject({
        wasStored: durations.delete(key),
      });
      erased.add(key);
    },
);

const restoration = fc.tuple(key, place).map(
  ([key, at]): Step =>
    async ({ processes, erased }) => {
      expect(await processes[at]?.erasure.restoreCall('BURKI', key)).toBe(erased.delete(key));
    },
);

const following = place.map(
  (at): Step =>
    async ({ processes }) => {
      await processes[at]?.accounts.follow('BURKI');
    },
);

const step = fc.oneof(reading, erasure, restoration, following);
