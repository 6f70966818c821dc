import fc, { type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { type IndexStore, newSyncState, type Recheck } from '../../src/call-index/store/index-store.ts';
import { type Call, nativeKeyOf } from '../../src/domain/call.ts';
import { callOf } from '../domain/call-of.ts';
import { createFakeStore, type FakeStore } from './fake-store.ts';
import { createStore, libsqlIn, pageOf, type StoreParts } from './open-store.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A step that both stores take, with the result to compare; null stands for a restart of the real one. */
type Step = ((store: IndexStore) => Promise<unknown>) | null;

const key = fc.integer({ min: 1, max: 9 }).map(String);

const call: Arbitrary<Call> = fc
  .record({
    databaseId: key,
    duration: fc.option(fc.integer({ min: 0, max: 1 }), { nil: null }),
    endReason: fc.constantFrom('hangup', null),
    startedAt: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z', null),
  })
  .map(callOf);

const recheck: Arbitrary<Recheck> = fc.record({
  kind: fc.constant('CALL'),
  target: key,
  // Of one time there is one recheck at most, because the order of equal times is not said.
  dueAt: fc.integer({ min: 0, max: 1_000_000 }),
  step: fc.nat({ max: 3 }),
  countedFrom: fc.nat(),
});

const walk = fc.integer({ min: 1, max: 3 });

const state = fc.nat().map(asOf => ({ ...newSyncState, asOf }));

const write: Arbitrary<Step> = fc
  .record({
    calls: fc.uniqueArray(call, { selector: nativeKeyOf, maxLength: 5 }),
    isPartial: fc.boolean(),
    walk: fc.option(walk, { nil: null }),
    readAt: fc.nat(),
    state,
    rechecks: fc.uniqueArray(recheck, { selector: ({ target }) => target, maxLength: 3 }),
    doneRechecks: fc.array(key, { maxLength: 2 }),
  })
  .map(page => async (store: IndexStore) => {
    const outcome = await store.writePage('BURKI', pageOf(page.calls, page));
    return { ...outcome, changedKeys: outcome.changedKeys.toSorted() };
  });

const step: Arbitrary<Step> = fc.oneof(
  { arbitrary: write, weight: 4 },
  fc.constant(null),
  fc.tuple(walk, fc.option(key, { nil: null })).map(
    ([number, after]) =>
      (store: IndexStore) =>
        store.unseenKeys('BURKI', number, after, 3),
  ),
  fc.tuple(fc.array(key, { maxLength: 3 }), state).map(
    ([keys, next]) =>
      (store: IndexStore) =>
        store.removeCalls('BURKI', keys, next),
  ),
  fc.constant((store: IndexStore) => store.removeOlder('BURKI', Date.UTC(2026, 0, 2) * 1_000, 99)),
  fc.nat({ max: 1_000_000 }).map(now => (store: IndexStore) => store.dueRechecks('BURKI', now, 5)),
  state.map(next => (store: IndexStore) => store.writeState('BURKI', next)),
  fc.constant((store: IndexStore) => store.sampleKeys('BURKI', 99)),
  fc.constant((store: IndexStore) => store.resetAccount('BURKI')),
);

async function expectSame(real: StoreParts, model: FakeStore): Promise<void> {
  const rows = Array.from({ length: real.rows.columns.rowCount }, (_, row) => row);
  const stored = await real.calls.callsAt(rows.filter(row => real.rows.columns.source[row] !== 0));
  const expected = model.calls('BURKI');
  expect(new Map(stored.map(found => [found?.call.databaseId, found?.call]))).toEqual(
    new Map(expected.map(found => [found.databaseId, found])),
  );
  expect(stored.length).toBe(expected.length);
  const due = await real.store.dueRechecks('BURKI', Number.MAX_SAFE_INTEGER, 99);
  expect(due).toEqual(model.rechecks('BURKI').toSorted((a, b) => a.dueAt - b.dueAt));
}

test('the store on disk does what the store of the tests of the sync does, also over restarts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const folder = scratchFolder();
      const model = createFakeStore();
      let real = createStore(libsqlIn(folder));
      await real.store.openAccount('BURKI', 'ours');
      for (const take of steps)
        if (take) expect(await take(real.store)).toEqual(await take(model));
        else {
          await real.store.close();
          real = createStore(libsqlIn(folder));
          expect(await real.store.openAccount('BURKI', 'ours')).toEqual(
            await model.openAccount('BURKI', 'ours'),
          );
        }
      await expectSame(real, model);
      await real.store.close();
    }),
    { numRuns: 40 },
  );
});
