import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Recheck, SyncState } from '../../src/call-index/store/index-store.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import type { RowDatabase } from '../../src/call-index/store/row-database.ts';
import { IndexStorageError } from '../../src/call-index/store/storage-error.ts';
import { type Call, nativeKeyOf, timeOf } from '../../src/domain/call.ts';
import { callOf } from '../domain/call-of.ts';
import { arbitraryCall } from './arbitrary-call.ts';
import { createStore, libsqlIn, openStore, pageOf, type StoreParts } from './open-store.ts';
import { scratchFolder } from './scratch-folder.ts';

const open = () => openStore(libsqlIn(scratchFolder()));

const call = (key: string, more: Partial<Call> = {}): Call =>
  callOf({ databaseId: key, sid: `CA${key}`, ...more });

const calls = (...keys: readonly string[]) => keys.map(key => call(key));

/** All calls by their keys, as the rows of the columns give them. */
async function storedCalls({ rows, calls }: StoreParts): Promise<Map<string, Call>> {
  const numbers = Array.from({ length: rows.columns.rowCount }, (_, row) => row);
  const found = await calls.callsAt(numbers.filter(row => rows.columns.source[row] !== 0));
  return new Map(
    found.flatMap(read =>
      read ? [[`${read.call.source} ${nativeKeyOf(read.call)}`, read.call] as const] : [],
    ),
  );
}

const storedKeys = async (parts: StoreParts): Promise<string[]> =>
  [...(await storedCalls(parts)).keys()].sort();

test('a page tells how many calls were added and changed, and when one of them last was', async () => {
  const { store } = open();
  expect(await store.openAccount('BURKI', 'ours')).toEqual({ state: newSyncState, callCount: 0 });
  expect(await store.writePage('BURKI', pageOf(calls('1', '2'), { readAt: 5 }))).toEqual({
    ...{ added: 2, changed: 0, callCount: 2, changedKeys: ['1', '2'], lastChangedAt: 5 },
  });
  const page = [call('1', { endReason: 'hangup' }), ...calls('2', '3')];
  expect(await store.writePage('BURKI', pageOf(page, { readAt: 6 }))).toEqual({
    ...{ added: 1, changed: 1, callCount: 3, changedKeys: ['3', '1'], lastChangedAt: 6 },
  });
  expect(await store.writePage('BURKI', pageOf(calls('2'), { readAt: 7 }))).toEqual({
    ...{ added: 0, changed: 0, callCount: 3, changedKeys: [], lastChangedAt: 5 },
  });
  expect(await store.writePage('BURKI', pageOf([], { readAt: 8 }))).toMatchObject({ lastChangedAt: null });
});

test('a call that differs in any field is changed', async () => {
  const { store } = open();
  await store.openAccount('BURKI', 'ours');
  await store.openAccount('BUTTER', 'ours');
  await fc.assert(
    fc.asyncProperty(arbitraryCall, arbitraryCall, async (one, other) => {
      const next = { ...other, source: one.source, sid: one.sid, databaseId: one.databaseId };
      await store.writePage(one.source, pageOf([one]));
      expect((await store.writePage(one.source, pageOf([structuredClone(one)]))).changed).toBe(0);
      const { changed } = await store.writePage(one.source, pageOf([next]));
      expect(changed).toBe(JSON.stringify(one) === JSON.stringify(next) ? 0 : 1);
    }),
    { numRuns: 50 },
  );
});

test('a call that occurs twice on a page counts as it comes last', async () => {
  const parts = open();
  await parts.store.openAccount('BURKI', 'ours');
  const { added } = await parts.store.writePage('BURKI', pageOf([call('1'), call('1', { duration: 7 })]));
  expect(added).toBe(1);
  expect((await storedCalls(parts)).get('BURKI 1')?.duration).toBe(7);
});

test('null fields of a partial page leave the known values, and those of another page remove them', async () => {
  const parts = open();
  const cost = { unit: 'CREDITS', currency: null, total: '1.50' } as const;
  const whole = call('1', { endReason: 'hangup', duration: 3, cost });
  const unpriced = { ...cost, total: null };
  const partial = { ...whole, endReason: null, duration: 4, cost: unpriced };
  await parts.store.openAccount('BURKI', 'ours');
  await parts.store.writePage('BURKI', pageOf([whole]));
  await parts.store.writePage('BURKI', pageOf([partial], { isPartial: true }));
  expect((await storedCalls(parts)).get('BURKI 1')).toEqual({ ...whole, duration: 4 });
  expect((await parts.store.writePage('BURKI', pageOf([partial], { isPartial: true }))).changed).toBe(0);
  await parts.store.writePage('BURKI', pageOf([partial]));
  expect((await storedCalls(parts)).get('BURKI 1')).toEqual(partial);
});

const recheck = (target: string, dueAt: number): Recheck => ({
  ...{ kind: 'CALL', target, dueAt, step: 0, countedFrom: 0 },
});

test('rechecks come when they are due, until they are done or their call is removed', async () => {
  const { store } = open();
  await store.openAccount('BURKI', 'ours');
  const odd = 'place "\0\ud800';
  const rechecks = [recheck('1', 3), recheck('2', 2), recheck(odd, 1)];
  await store.writePage('BURKI', pageOf(calls('1', '2'), { rechecks }));
  expect(await store.dueRechecks('BURKI', 2, 9)).toEqual([recheck(odd, 1), recheck('2', 2)]);
  await store.writePage('BURKI', pageOf([], { doneRechecks: [odd] }));
  await store.removeCalls('BURKI', ['2'], newSyncState);
  await store.addRechecks('BURKI', [recheck('4', 4)]);
  expect(await store.dueRechecks('BURKI', 9, 9)).toEqual([recheck('1', 3), recheck('4', 4)]);
});

test('calls that a walk has not seen are told by their keys, few or many', async () => {
  const { store } = open();
  await store.openAccount('BURKI', 'ours');
  const keys = Array.from({ length: 6_000 }, (_, at) => String(10_000 + at));
  await store.writePage('BURKI', pageOf(calls(...keys), { walk: 1 }));
  expect(await store.unseenKeys('BURKI', 1, null, 9)).toEqual({ total: 0, keys: [] });
  const many = await store.unseenKeys('BURKI', 2, '10001', 3);
  expect(many).toEqual({ total: 6_000, keys: ['10002', '10003', '10004'] });
  await store.writePage('BURKI', pageOf(calls(...keys.slice(0, 5_990)), { walk: 2 }));
  await store.writePage('BURKI', pageOf([call('15990', { duration: 1 })], { walk: 2 }));
  await store.writePage('BURKI', pageOf([call('15991', { duration: 1 }), call('9')]));
  const few = await store.unseenKeys('BURKI', 2, '15992', 3);
  expect(few).toEqual({ total: 10, keys: ['15993', '15994', '15995'] });
});

test('calls are removed by their keys, along with the new state', async () => {
  const folder = scratchFolder();
  const { store } = openStore(libsqlIn(folder));
  await store.openAccount('BURKI', 'ours');
  await store.writePage('BURKI', pageOf(calls('1', '2', '3')));
  const state: SyncState = { ...newSyncState, asOf: 4 };
  expect(await store.removeCalls('BURKI', ['1', '3', '9'], state)).toBe(1);
  await store.close();
  expect(await openStore(libsqlIn(folder)).store.openAccount('BURKI', 'ours')).toEqual({
    state,
    callCount: 1,
  });
});

test('the oldest calls are removed in parts, with their rechecks, but none that has no time', async () => {
  const parts = open();
  const { store } = parts;
  await store.openAccount('BURKI', 'ours');
  const days = ['2026-01-01', '2026-01-02', '2026-01-03'];
  const dated = days.map((day, at) => call(String(at), { startedAt: `${day}T00:00:00Z` }));
  const rechecks = ['0', '1', '2'].map(key => recheck(key, 1));
  await store.writePage('BURKI', pageOf([...dated, call('9')], { rechecks }));
  const before = timeOf(dated[2] as Call);
  const removals = [
    await store.removeOlder('BURKI', before, 1),
    await store.removeOlder('BURKI', before, 9),
    await store.removeOlder('BURKI', before, 9),
  ];
  expect(removals).toEqual([
    { removed: 1, callCount: 3 },
    { removed: 1, callCount: 2 },
    { removed: 0, callCount: 2 },
  ]);
  expect(await storedKeys(parts)).toEqual(['BURKI 2', 'BURKI 9']);
  expect(await store.dueRechecks('BURKI', 9, 9)).toEqual([recheck('2', 1)]);
});

test('sampled keys are spread over all calls', async () => {
  const { store } = open();
  await store.openAccount('BURKI', 'ours');
  expect(await store.sampleKeys('BURKI', 3)).toEqual([]);
  await store.writePage('BURKI', pageOf(calls(...Array.from({ length: 90 }, (_, at) => String(10 + at)))));
  expect(await store.sampleKeys('BURKI', 3)).toEqual(['10', '40', '70']);
  expect((await store.sampleKeys('BURKI', 100)).length).toBe(90);
});

test('an account that is reset loses its calls for good, and its rows are deleted bit by bit', async () => {
  const folder = scratchFolder();
  const parts = openStore(libsqlIn(folder));
  const { store, erasure } = parts;
  await store.openAccount('BURKI', 'ours');
  await store.openAccount('BUTTER', 'ours');
  const keys = Array.from({ length: 1_200 }, (_, at) => String(at));
  await store.writePage('BURKI', pageOf(calls(...keys), { state: { ...newSyncState, asOf: 1 } }));
  await store.writePage('BUTTER', pageOf([callOf({ source: 'BUTTER', databaseId: null, sid: 'call_1' })]));
  await erasure.eraseCall('BURKI', '7');
  expect(await store.resetAccount('BURKI')).toEqual({ state: newSyncState, callCount: 0 });
  const { added } = await store.writePage('BURKI', pageOf(calls('1', '7')));
  expect(added).toBe(1);
  for (let page = 0; page < 5; page += 1) await store.writePage('BURKI', pageOf([]));
  expect(await storedKeys(parts)).toEqual(['BURKI 1', 'BUTTER call_1']);
  await store.close();
  const again = openStore(libsqlIn(folder));
  expect(await again.store.openAccount('BURKI', 'ours')).toMatchObject({ callCount: 1 });
});

test('calls outlive the process, in the database and in the columns', async () => {
  const folder = scratchFolder();
  const state: SyncState = { ...newSyncState, asOf: 3, credentials: 'hash' };
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(arbitraryCall, { selector: nativeKeyOf, maxLength: 20 }), async all => {
      const written = createStore(libsqlIn(folder));
      for (const source of ['BUTTER', 'BURKI'] as const) {
        await written.store.openAccount(source, 'ours');
        await written.store.resetAccount(source);
        const page = all.filter(call => call.source === source);
        await written.store.writePage(source, pageOf(page, { state, walk: 2 }));
      }
      const expected = await storedCalls(written);
      await written.store.close();
      const read = createStore(libsqlIn(folder));
      for (const source of ['BUTTER', 'BURKI'] as const)
        expect(await read.store.openAccount(source, 'ours')).toMatchObject({ state });
      expect(await storedCalls(read)).toEqual(expected);
      expect(new Set(expected.values())).toEqual(new Set(all));
      expect((await read.store.unseenKeys('BURKI', 2, null, 9)).total).toBe(0);
      const numbers = Array.from({ length: read.rows.columns.rowCount }, (_, row) => row);
      const withMetadata = all.filter(({ metadata }) => metadata !== null);
      expect((await read.calls.metadataAt(numbers)).size).toBe(withMetadata.length);
      await read.store.close();
    }),
    { numRuns: 20 },
  );
});

test('another account of the same source has calls of its own in the same database', async () => {
  const folder = scratchFolder();
  const parts = openStore(libsqlIn(folder));
  await parts.store.openAccount('BURKI', 'ours');
  await parts.store.writePage('BURKI', pageOf(calls('1', '2')));
  expect(await parts.store.openAccount('BURKI', 'theirs')).toMatchObject({ callCount: 0 });
  await parts.store.writePage('BURKI', pageOf(calls('2', '3', '4')));
  expect(await storedKeys(parts)).toEqual(['BURKI 2', 'BURKI 3', 'BURKI 4']);
  expect(await parts.store.openAccount('BURKI', 'ours')).toMatchObject({ callCount: 2 });
  expect(await storedKeys(parts)).toEqual(['BURKI 1', 'BURKI 2']);
});

test('an erased call goes, is not written again, and comes back once it is restored', async () => {
  const folder = scratchFolder();
  const { store, erasure } = openStore(libsqlIn(folder));
  await store.openAccount('BURKI', 'ours');
  await store.writePage('BURKI', pageOf(calls('1', '2'), { rechecks: [recheck('1', 1)] }));
  expect(await erasure.eraseCall('BURKI', '1')).toEqual({ wasStored: true, callCount: 1 });
  expect(await erasure.eraseCall('BURKI', '9')).toEqual({ wasStored: false, callCount: 1 });
  expect(await store.dueRechecks('BURKI', 9, 9)).toEqual([]);
  await store.close();
  const again = openStore(libsqlIn(folder));
  expect(await again.store.openAccount('BURKI', 'ours')).toMatchObject({ callCount: 1 });
  expect(await again.store.writePage('BURKI', pageOf(calls('1', '2', '9')))).toMatchObject({
    ...{ added: 0, changed: 0, callCount: 1, changedKeys: [] },
  });
  expect(await again.erasure.restoreCall('BURKI', '1')).toBe(true);
  expect(await again.erasure.restoreCall('BURKI', '1')).toBe(false);
  expect(await again.store.writePage('BURKI', pageOf(calls('1', '2', '9')))).toMatchObject({ added: 1 });
});

test('an erased call leaves no recheck, which would store its key', async () => {
  const { store, erasure } = open();
  await store.openAccount('BURKI', 'ours');
  await erasure.eraseCall('BURKI', '1');
  await store.addRechecks('BURKI', [recheck('1', 1), recheck('2', 1)]);
  const page = { ...recheck('1', 1), kind: 'PAGE' as const };
  await store.writePage('BURKI', pageOf([], { rechecks: [recheck('1', 1), recheck('3', 1)] }));
  expect((await store.dueRechecks('BURKI', 9, 9)).map(({ target }) => target).sort()).toEqual(['2', '3']);
  await store.addRechecks('BURKI', [page]);
  expect(await store.dueRechecks('BURKI', 9, 9)).toContainEqual(page);
});

test('stored calls are found by their keys and by their sids', async () => {
  const { store, erasure } = open();
  await store.openAccount('BURKI', 'ours');
  await store.openAccount('BUTTER', 'ours');
  const both = [callOf({ databaseId: '5', sid: '6' }), callOf({ databaseId: '6', sid: '\0' })];
  await store.writePage('BURKI', pageOf(both));
  await store.writePage('BUTTER', pageOf([callOf({ source: 'BUTTER', databaseId: null, sid: '6' })]));
  expect([...(await erasure.keysNamed('BURKI', '6'))].sort()).toEqual(['5', '6']);
  expect(await erasure.keysNamed('BURKI', '\0')).toEqual(['6']);
  expect(await erasure.keysNamed('BUTTER', '6')).toEqual(['6']);
  expect(await erasure.keysNamed('BURKI', '7')).toEqual([]);
});

test('a source whose account is not open is refused', async () => {
  const { store, accounts } = open();
  const refused = { kind: 'NOT_OPEN' };
  await expect(store.writePage('BURKI', pageOf([]))).rejects.toMatchObject(refused);
  await store.openAccount('BURKI', 'ours');
  await expect(store.writeState('BUTTER', newSyncState)).rejects.toMatchObject(refused);
  const work = async () => 'done';
  expect(await accounts.whileOpen(['BURKI'], work)).toBe('done');
  await expect(accounts.whileOpen(['BURKI', 'BUTTER'], work)).rejects.toMatchObject(refused);
  const reopen = () => store.openAccount('BURKI', 'ours');
  await expect(accounts.whileOpen(['BURKI'], reopen)).rejects.toMatchObject(refused);
});

test('a file whose rows are damaged is set aside when its account is opened', async () => {
  const folder = scratchFolder();
  const { store } = openStore(libsqlIn(folder));
  await store.openAccount('BURKI', 'ours');
  await store.writePage('BURKI', pageOf(calls(...Array.from({ length: 500 }, (_, at) => String(at)))));
  await store.close();
  const path = join(folder, 'index.db');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xaa, bytes.length / 2, bytes.length - 4_096));
  const notices: string[] = [];
  const again = openStore(libsqlIn(folder, notice => notices.push(notice)));
  expect(await again.store.openAccount('BURKI', 'ours')).toEqual({ state: newSyncState, callCount: 0 });
  expect(notices).toEqual([expect.stringContaining('is damaged')]);
  expect(await again.store.writePage('BURKI', pageOf(calls('1')))).toMatchObject({ added: 1 });
});

test('damage that shows later closes all accounts, until they are opened again on a new file', async () => {
  const openings: boolean[] = [];
  let isDamaged = false;
  const folder = scratchFolder();
  const parts = openStore(async wasDamaged => {
    openings.push(wasDamaged);
    const database = await libsqlIn(folder)(wasDamaged);
    const findRowsByKey: RowDatabase['findRowsByKey'] = async (...given) => {
      if (isDamaged) throw new IndexStorageError('DAMAGED', 'The file of the index is damaged.');
      return database.findRowsByKey(...given);
    };
    return { ...database, findRowsByKey };
  });
  const { store, accounts } = parts;
  await store.openAccount('BURKI', 'ours');
  await store.openAccount('BUTTER', 'ours');
  await store.writePage('BURKI', pageOf(calls('1')));
  isDamaged = true;
  await expect(store.writePage('BURKI', pageOf(calls('2')))).rejects.toMatchObject({ kind: 'DAMAGED' });
  isDamaged = false;
  await expect(store.writeState('BUTTER', newSyncState)).rejects.toMatchObject({ kind: 'NOT_OPEN' });
  await expect(accounts.whileOpen(['BURKI'], async () => 1)).rejects.toMatchObject({ kind: 'NOT_OPEN' });
  expect(await storedKeys(parts).catch(failure => failure.kind)).toBe('NOT_OPEN');
  expect(await store.openAccount('BUTTER', 'ours')).toMatchObject({ callCount: 0 });
  expect(await store.openAccount('BURKI', 'ours')).toMatchObject({ callCount: 0 });
  expect(openings).toEqual([false, true]);
});

test('a failure that is no damage leaves the accounts open', async () => {
  let isFull = false;
  const folder = scratchFolder();
  const parts = openStore(async wasDamaged => {
    const database = await libsqlIn(folder)(wasDamaged);
    const write: RowDatabase['write'] = async given => {
      if (isFull) throw new IndexStorageError('UNAVAILABLE', 'The disk of the index is full.');
      return database.write(given);
    };
    return { ...database, write };
  });
  await parts.store.openAccount('BURKI', 'ours');
  await parts.store.writePage('BURKI', pageOf(calls('1')));
  isFull = true;
  const page = pageOf([call('1', { duration: 9 }), call('2')]);
  await expect(parts.store.writePage('BURKI', page)).rejects.toMatchObject({ kind: 'UNAVAILABLE' });
  expect([...(await storedCalls(parts)).values()]).toEqual([call('1')]);
  isFull = false;
  expect(await parts.store.writePage('BURKI', page)).toMatchObject({ added: 1, changed: 1 });
});
