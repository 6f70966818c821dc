import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IndexStore } from '../../../src/call-index/store/index-store.ts';
import { sharedBy } from './shared-store.ts';
import { endedCall, failureOf, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';

const hour = 3_600_000;

const hourly = { options: { walkIntervalMs: hour, headIntervalMs: 60_000 } };

const besidesPages = (requests: readonly string[]): string[] =>
  requests.filter(request => !request.includes('page'));

const sidsOf = (calls: readonly { readonly sid: string }[]): string[] => calls.map(({ sid }) => sid).sort();

test('a call that is gone is removed after the next walk, once the source does not find it by key', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, ...hourly });
  source.put(...settledCalls(6));
  const sync = await start();
  await clock.advance(2_000);
  const provenAt = sync.coverageOf('BUTTER')?.provenAt;
  source.remove('c3');
  await clock.advance(hour - 120_000);
  expect(sidsOf(store.calls())).toContain('c3');
  expect(sync.coverageOf('BUTTER')?.provenAt).toBe(provenAt);
  source.requests();
  await clock.advance(200_000);
  expect(besidesPages(source.requests())).toEqual(['3600.3 call c3']);
  expect(sidsOf(store.calls())).toEqual(['c1', 'c2', 'c4', 'c5', 'c6']);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ callCount: 5, provenAt: '2026-03-09T11:00:00.400000Z' });
});

test('a call that the list skips is asked for by key, and stays', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, ...hourly });
  source.put(...settledCalls(6));
  await start();
  await clock.advance(2_000);
  source.hide('c3', 'c1');
  source.requests();
  await clock.advance(hour + 1_000);
  expect(besidesPages(source.requests())).toEqual(['3600.2 call c1', '3600.3 call c3']);
  expect(store.calls()).toHaveLength(6);
  expect(store.state().proof?.number).toBe(2);
});

test('calls that arrive during a walk are not asked for by key', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, latencyMs: 30_000, ...hourly });
  source.put(...settledCalls(8));
  await start();
  await clock.advance(hour);
  source.requests();
  for (let index = 0; index < 5; index += 1) {
    source.put(endedCall(`n${index}`, clock.now() - 2 * 24 * hour));
    await clock.advance(60_000);
  }
  await clock.advance(1_000_000);
  expect(store.state().proof?.number).toBe(2);
  expect(besidesPages(source.requests())).toEqual([]);
  expect(store.calls()).toHaveLength(13);
});

/** An index of 300 calls of which the source has lost 150 at the next walk. */
async function openMassDeletion(share = (store: IndexStore) => store) {
  const simulation = openSimulation({ pageSize: 100, latencyMs: 10, ...hourly });
  const { clock, source, start } = simulation;
  const shared = share(simulation.store);
  const calls = settledCalls(300);
  source.put(...calls);
  const sync = await start({ store: shared });
  await clock.advance(10_000);
  const lost = calls.slice(0, 150);
  for (const { sid } of lost) source.remove(sid);
  await clock.advance(hour + 10_000);
  return { ...simulation, shared, sync, lost };
}

test('of more than 1 % and 100 calls at once none is removed', async () => {
  const { clock, source, store, sync, notices } = await openMassDeletion();
  expect(store.calls()).toHaveLength(300);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'FAILED', callCount: 300 });
  expect(sync.statusOf('BUTTER')?.state.failure).toMatchObject({
    kind: 'MASS_DELETION',
    message:
      'The source no longer finds more than 100 of the 300 calls of the index, so that none is removed. Confirm that they are ' +
      'deleted, or correct the account or the address of the source.',
  });
  expect(notices.at(-1)).toMatchObject({ type: 'FAILED' });
  source.requests();
  await clock.advance(600_000);
  expect(besidesPages(source.requests())).toEqual([]);
});

const disturbance = fc.record({
  kind: fc.constantFrom('refused', 'clock', 'kill'),
  hours: fc.integer({ min: -30, max: 30 }),
  waitMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: hour })),
});

test('none is removed whatever else happens: refused credentials, a clock that is set, a new process', async () => {
  await fc.assert(
    fc.asyncProperty(
      // Enough that none of the calls that are given up after refusals makes them few.
      fc.integer({ min: 130, max: 150 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.array(disturbance, { minLength: 1, maxLength: 6 }),
      async (lost, waitMs, disturbances) => {
        const { clock, source, store, start } = openSimulation({ latencyMs: 10, ...hourly });
        const calls = settledCalls(300);
        source.put(...calls);
        let sync = await start();
        await clock.advance(10_000);
        for (const { sid } of calls.slice(0, lost)) source.remove(sid);
        await clock.advance(hour - 9_000 + waitMs);
        for (const { kind, hours, waitMs } of disturbances) {
          if (kind === 'clock') clock.setWallClock(clock.now() + hours * hour);
          if (kind === 'refused') {
            source.fail(() => failureOf('UPSTREAM_AUTH'));
            await clock.advance(61_000);
            source.fail(null);
            await clock.advance(360_000);
          }
          if (kind === 'kill') {
            sync.kill();
            sync = await start();
          }
          await clock.advance(waitMs);
        }
        expect(store.calls()).toHaveLength(300);
      },
    ),
    {
      numRuns: 20,
      examples: [
        [101, 5_000, Array(3).fill({ kind: 'refused', hours: 0, waitMs: 0 })],
        [104, 0, [{ kind: 'clock', hours: -2, waitMs: 60_000 }]],
      ],
    },
  );
});

test('1 % of the calls are removed, also where they are more than 100', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2_000, latencyMs: 10, ...hourly });
  const calls = settledCalls(10_100);
  source.put(...calls);
  const sync = await start();
  await clock.advance(10_000);
  for (const { sid } of calls.slice(0, 101)) source.remove(sid);
  await clock.advance(hour);
  expect(store.calls()).toHaveLength(9_999);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('they are removed once an operator confirms it', async () => {
  const { clock, source, store, sync, notices } = await openMassDeletion();
  expect(await sync.confirmDeletion('BUTTER')).toBe(true);
  await clock.advance(10_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 150 });
  expect(notices.at(-1)).toMatchObject({ type: 'WALKED' });
  expect(await sync.confirmDeletion('BUTTER')).toBe(false);
});

test('an operator may confirm it to a process that does not lead', async () => {
  const { clock, source, store, shared, sync, start } = await openMassDeletion(
    store => sharedBy(store).shared,
  );
  const other = await start({ store: shared });
  await clock.advance(1_000);
  expect([sync.isLeading(), other.isLeading()]).toEqual([true, false]);
  expect(await other.confirmDeletion('BUTTER')).toBe(true);
  await clock.advance(10_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(other.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 150 });
  expect(await other.confirmDeletion('BUTTER')).toBe(false);
});

test('a confirmation outlives the process', async () => {
  const { clock, source, store, sync, start } = await openMassDeletion();
  await sync.confirmDeletion('BUTTER');
  await clock.advance(100);
  sync.kill();
  expect(store.calls().length).toBeGreaterThan(150);
  await start();
  await clock.advance(10_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('they stay if the next walk sees them again', async () => {
  const { clock, source, store, sync, lost, notices } = await openMassDeletion();
  source.put(...lost);
  await clock.advance(hour);
  expect(store.calls()).toHaveLength(300);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', callCount: 300 });
  expect(notices.map(({ type }) => type)).toEqual(['WALKED', 'FAILED', 'WALKED', 'RECOVERED']);
});

test('they wait for the operator also in a new process', async () => {
  const { clock, store, sync, start } = await openMassDeletion();
  sync.kill();
  const next = await start();
  await clock.advance(60_000);
  expect(store.calls()).toHaveLength(300);
  expect(next.coverageOf('BUTTER')?.state).toBe('FAILED');
  expect(await next.confirmDeletion('BUTTER')).toBe(true);
  await clock.advance(60_000);
  expect(store.calls()).toHaveLength(150);
});

test('nothing is to be confirmed without such a failure', async () => {
  const { clock, source, start } = openSimulation();
  source.put(...settledCalls(3));
  const sync = await start();
  await clock.advance(1_000);
  expect(await sync.confirmDeletion('BUTTER')).toBe(false);
  expect(await sync.confirmDeletion('BURKI')).toBe(false);
});

test('a call that cannot be read by key is left to the next walk', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, ...hourly });
  source.put(...settledCalls(6));
  await start();
  await clock.advance(2_000);
  source.remove('c2');
  source.remove('c4');
  source.fail(request => (request === 'call c2' ? new Error('A faulty record.') : null));
  source.requests();
  await clock.advance(hour + 60_000);
  expect(besidesPages(source.requests()).map(request => request.split(' ').at(-1))).toEqual([
    'c2',
    'c2',
    'c2',
    'c4',
  ]);
  expect(sidsOf(store.calls())).toEqual(['c1', 'c2', 'c3', 'c5', 'c6']);
  source.fail(null);
  await clock.advance(hour);
  expect(sidsOf(store.calls())).toEqual(['c1', 'c3', 'c5', 'c6']);
});

test('a source that cannot count just now does not keep a walk from its end', async () => {
  const { clock, source, store, start } = openSimulation({ counts: true });
  source.put(...settledCalls(2));
  source.fail(request => (request === 'count' ? new Error('No count.') : null));
  await start();
  await clock.advance(2_000);
  expect(store.state()).toMatchObject({
    proof: { number: 1 },
    sourceCount: { sourceCalls: null, indexCalls: 2 },
  });
});

test('an erased call is neither kept nor asked for', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, ...hourly });
  source.put(...settledCalls(4));
  await start();
  await clock.advance(2_000);
  store.erase('c2');
  source.requests();
  await clock.advance(hour + 60_000);
  expect(besidesPages(source.requests())).toEqual([]);
  expect(sidsOf(store.calls())).toEqual(['c1', 'c3', 'c4']);
});
