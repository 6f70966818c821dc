import { expect, test } from 'vitest';
import { createCancellation } from '../../../src/async/cancellation.ts';
import { IndexStorageError } from '../../../src/call-index/store/storage-error.ts';
import type { SyncClock } from '../../../src/call-index/sync/sync-options.ts';
import type { CopyAccess } from '../../../src/domain/call-source.ts';
import { SwitchboardError } from '../../../src/domain/errors.ts';
import { sharedBy } from './shared-store.ts';
import { endedCall, ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';

async function openReplicas(writeMs = 0) {
  const simulation = openSimulation({ pageSize: 5 });
  const { source, store, start, clock } = simulation;
  source.put(...settledCalls(12));
  const { shared, lose } = sharedBy({
    ...store,
    async writePage(...given) {
      const outcome = await store.writePage(...given);
      if (writeMs > 0) await clock.delay(writeMs, createCancellation());
      return outcome;
    },
  });
  const one = await start({ store: shared });
  const other = await start({ store: shared });
  await clock.advance(11_000);
  return { ...simulation, shared, one, other, lose };
}

test('of two processes on one store only the leader makes requests', async () => {
  const { source, one, other } = await openReplicas();
  expect([one.isLeading(), other.isLeading()]).toEqual([true, false]);
  expect(source.requests()).toEqual([
    '0.0 first page',
    '0.1 page after c8',
    '0.2 page after c3',
    '5.0 first page',
    '10.0 first page',
  ]);
});

test('the other process tells the same coverage', async () => {
  const { clock, one, other } = await openReplicas();
  expect(other.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 12 });
  await clock.advance(4_050);
  expect(other.coverageOf('BUTTER')).toEqual(one.coverageOf('BUTTER'));
});

test('a process that does not lead has a call asked for again by the leader', async () => {
  const { clock, source, other } = await openReplicas();
  source.requests();
  await other.recheck('BUTTER', 'c1');
  await clock.advance(5_000);
  expect(source.requests()).toEqual(expect.arrayContaining([expect.stringMatching(/call c1$/)]));
  expect(await other.confirmDeletion('BUTTER')).toBe(false);
});

test('a call that the leader has just read is asked for again if another process requests it', async () => {
  const { clock, source, other } = await openReplicas();
  source.put(ongoingCall('going', clock.now()));
  await clock.advance(5_000);
  source.requests();
  await other.recheck('BUTTER', 'going');
  await clock.advance(5_000);
  expect(source.requests()).toContainEqual(expect.stringMatching(/call going$/));
});

test('a leader learns within a second of a call that another process has erased', async () => {
  const { clock, store, one } = await openReplicas();
  store.erase('c1');
  await clock.advance(1_000);
  expect(one.coverageOf('BUTTER')?.callCount).toBe(11);
});

/** Access whose credentials the source refuses, and the times of its requests in seconds. */
function refusedBy(access: CopyAccess, clock: SyncClock) {
  const requests: number[] = [];
  const refuse = async () => {
    requests.push(clock.elapsed() / 1_000);
    throw new SwitchboardError('UPSTREAM_AUTH', 'Refused.');
  };
  return { requests, access: { ...access, rows: { ...access.rows, readPage: refuse }, findCall: refuse } };
}

test('a leader whose credentials the source refuses lets another process lead', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(...settledCalls(12));
  const { shared } = sharedBy(store);
  const refused = refusedBy(source.access, clock);
  const one = await start({ store: shared, access: refused.access });
  const other = await start({ store: shared });
  await clock.advance(10_000);
  expect([one.isLeading(), other.isLeading()]).toEqual([false, true]);
  expect(one.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 12 });
  expect(refused.requests).toEqual([0]);
});

test('a process whose credentials are refused leads again if no other does, and asks every five minutes', async () => {
  const { clock, source, store, start } = openSimulation();
  const refused = refusedBy(source.access, clock);
  const one = await start({ store: sharedBy(store).shared, access: refused.access });
  await clock.advance(700_000);
  expect(one.isLeading()).toBe(true);
  expect(one.coverageOf('BUTTER')?.state).toBe('FAILED');
  expect(refused.requests).toEqual([0, 300, 600]);
});

test('a leader that stops hands over', async () => {
  const { clock, source, store, one, other } = await openReplicas();
  await one.stop();
  await clock.advance(1);
  expect([one.isLeading(), other.isLeading()]).toEqual([false, true]);
  source.put(endedCall('new', clock.now()));
  await clock.advance(5_000);
  expect(store.calls()).toHaveLength(13);
});

test('a leader that loses the lead makes no further request, and may lead again later', async () => {
  const { clock, source, one, other, lose } = await openReplicas();
  lose();
  await clock.advance(1_000);
  expect([one.isLeading(), other.isLeading()]).toEqual([false, true]);
  source.requests();
  await clock.advance(10_000);
  expect(source.requests().filter(request => request.endsWith('first page'))).toHaveLength(2);
  await other.stop();
  await clock.advance(1_000);
  expect(one.isLeading()).toBe(true);
});

test('a leader that lost the lead within a long reading begins it anew when it leads again', async () => {
  const { clock, source, store, one, other, lose } = await openReplicas(50);
  source.put(
    ...Array.from({ length: 40 }, (_, index) => endedCall(`n${10 + index}`, clock.now() - 1_000 + index)),
  );
  await clock.advance(4_120);
  lose();
  await clock.advance(60_000);
  const { asOf } = store.state();
  source.requests();
  await other.stop();
  await clock.advance(1_000);
  expect(one.isLeading()).toBe(true);
  expect(source.requests()[0]).toMatch(/first page$/);
  expect(store.state().asOf).toBeGreaterThan(asOf ?? 0);
});

test('a process that waits for the lead stops at once', async () => {
  const { other } = await openReplicas();
  await other.stop();
  expect(other.isLeading()).toBe(false);
});

/** A process that does not lead, whose store is down from a call of `stop` to one of `resume`. */
async function openFollower() {
  const simulation = await openReplicas();
  const { clock, shared, start, notices, source } = simulation;
  let isDown = false;
  const reads: number[] = [];
  const reading =
    <Args extends readonly unknown[], T>(read: ((...args: Args) => Promise<T>) | undefined) =>
    async (...args: Args): Promise<T> => {
      reads.push(clock.elapsed());
      if (isDown) throw new IndexStorageError('UNAVAILABLE', 'The database is down.');
      return read ? read(...args) : Promise.reject();
    };
  const follower = await start({
    store: { ...shared, openAccount: reading(shared.openAccount), follow: reading(shared.follow) },
  });
  await clock.advance(1_000);
  notices.length = 0;
  source.requests();
  return {
    ...simulation,
    follower,
    reads,
    stop() {
      isDown = true;
      reads.length = 0;
    },
    resume() {
      isDown = false;
    },
  };
}

test('a process that cannot read what the leader writes says so once, until it can', async () => {
  const { clock, follower, notices, stop, resume } = await openFollower();
  const state = () => follower.statusOf('BUTTER')?.coverage.state;
  stop();
  await clock.advance(1_000);
  expect(state()).toBe('FAILED');
  expect(follower.statusOf('BUTTER')?.state.failure?.message).toBe(
    'The database is down. The sync tries it again.',
  );
  await clock.advance(600_000);
  expect(notices.map(({ source, type }) => [source, type])).toEqual([['BUTTER', 'FAILED']]);
  resume();
  await clock.advance(10_000);
  expect(state()).toBe('CURRENT');
  expect(notices.map(({ type }) => type)).toEqual(['FAILED', 'RECOVERED']);
});

test('a process whose store is down reads it less often, and every second again once it is up', async () => {
  const { clock, reads, stop, resume } = await openFollower();
  const pauses = () => reads.slice(1).map((at, index) => at - (reads[index] ?? 0));
  stop();
  await clock.advance(60_000);
  expect(Math.max(...pauses())).toBe(10_000);
  expect(reads.length).toBeLessThan(12);
  resume();
  await clock.advance(10_000);
  reads.length = 0;
  await clock.advance(5_000);
  expect(reads).toHaveLength(5);
});

test('a store that works but names no leader is said to fail once', async () => {
  const { clock, store, start, notices } = openSimulation();
  const { shared } = sharedBy(store);
  const lead = () => Promise.reject(new IndexStorageError('UNAVAILABLE', 'No further connection.'));
  await start({ store: { ...shared, lead } });
  await clock.advance(600_000);
  expect(notices).toEqual([
    {
      source: null,
      type: 'FAILED',
      message: 'No further connection. This process cannot lead the sync, and tries it again.',
    },
  ]);
});

test('a store that is down is said to fail once for each source, even if reads of it fail later than the lead', async () => {
  const { clock, store, start, notices, source } = openSimulation();
  source.put(...settledCalls(2));
  let isDown = false;
  const { shared } = sharedBy(store);
  const failure = new IndexStorageError('UNAVAILABLE', 'The database is down.');
  const slowly =
    <Args extends readonly unknown[], T>(read: ((...args: Args) => Promise<T>) | undefined) =>
    async (...args: Args): Promise<T> => {
      if (!isDown) return read ? read(...args) : Promise.reject();
      await clock.delay(8_000, createCancellation());
      throw failure;
    };
  await start({
    store: {
      ...shared,
      openAccount: slowly(shared.openAccount),
      follow: slowly(shared.follow),
      lead: () => Promise.reject(failure),
    },
  });
  isDown = true;
  await clock.advance(600_000);
  expect(notices.map(({ source, type }) => [source, type])).toEqual([['BUTTER', 'FAILED']]);
});

test('a store that is back just after a second failure to lead is not said to fail anew', async () => {
  const { clock, store, start, notices } = openSimulation();
  const { shared } = sharedBy(store);
  let leads = 0;
  let isDown = false;
  const failure = new IndexStorageError('UNAVAILABLE', 'The database is down.');
  const sync = await start({
    store: {
      ...shared,
      openAccount: (...args) => (isDown ? Promise.reject(failure) : shared.openAccount(...args)),
      follow: (...args) =>
        isDown ? Promise.reject(failure) : (shared.follow?.(...args) ?? Promise.reject()),
      lead: async cancellation => {
        leads += 1;
        isDown = leads === 1;
        if (leads <= 2) throw failure;
        return shared.lead?.(cancellation) ?? Promise.reject();
      },
    },
  });
  await clock.advance(60_000);
  expect(sync.isLeading()).toBe(true);
  expect(notices.map(({ source }) => source)).not.toContain(null);
});

test('a store that cannot tell who leads is asked again', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(...settledCalls(2));
  let failures = 3;
  const { shared } = sharedBy(store);
  const sync = await start({
    store: {
      ...shared,
      lead: async cancellation => {
        failures -= 1;
        if (failures >= 0) throw new Error('No connection.');
        return shared.lead?.(cancellation) ?? Promise.reject();
      },
    },
  });
  await clock.advance(60_000);
  expect(sync.isLeading()).toBe(true);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});
