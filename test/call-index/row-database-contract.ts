import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newSyncState, type Recheck } from '../../src/call-index/store/index-store.ts';
import { decodeRow, encodeRow } from '../../src/call-index/store/row-codec.ts';
import type { LoadedRow, RowDatabase } from '../../src/call-index/store/row-database.ts';
import { loadedColumns, type RowValues } from '../../src/call-index/store/row-values.ts';
import { nativeKeyOf } from '../../src/domain/call.ts';
import { callOf } from '../domain/call-of.ts';
import { arbitraryCall } from './arbitrary-call.ts';

const valuesOf = (key: string, endReason: string | null = null): RowValues =>
  encodeRow(callOf({ databaseId: key, sid: `CA${key}`, endReason }));

const insertsOf = (keys: readonly string[], seenWalk = 0) =>
  keys.map(key => ({ values: valuesOf(key), seenWalk, changedAt: 5.5 }));

const recheckOf = (target: string, dueAt: number): Recheck => ({
  kind: 'CALL',
  target,
  dueAt,
  step: 1,
  countedFrom: 1.5,
});

const idsOf = (rows: readonly LoadedRow[]) => rows.map(({ id }) => id);

/** Tests that every engine has to pass. `open` opens a database in the same place each time within a test. */
export function testRowDatabase(open: () => Promise<RowDatabase>): void {
  async function openAccount() {
    const database = await open();
    const account = await database.openAccount('BURKI', 'ours');
    return { database, account: account.id };
  }

  test('an account is found again under its source and name, with its state and the secret of the database', async () => {
    const database = await open();
    const account = await database.openAccount('BURKI', 'ours');
    expect(account).toMatchObject({ state: null, erasedHashes: [], rowCount: 0, version: 0 });
    const state = { ...newSyncState, asOf: 7 };
    await database.write({ account: account.id, state, erasedHash: 'hash' });
    const others = [
      await database.openAccount('BUTTER', 'ours'),
      await database.openAccount('BURKI', 'theirs'),
    ];
    expect(new Set([account.id, ...others.map(({ id }) => id)]).size).toBe(3);
    expect(others.map(({ erasedHashes }) => erasedHashes)).toEqual([[], []]);
    await database.close();
    const again = await (await open()).openAccount('BURKI', 'ours');
    const { version, erasedVersion } = again;
    expect(again).toEqual({ ...account, state, erasedHashes: ['hash'], version, erasedVersion });
    expect(again.salt.length).toBeGreaterThan(40);
  });

  test('keys are found by the sids of their rows, in one account', async () => {
    const { database, account } = await openAccount();
    const other = await database.openAccount('BURKI', 'theirs');
    await database.write({ account, inserts: insertsOf(['1', '2']) });
    await database.write({ account: other.id, inserts: insertsOf(['1']) });
    expect(await database.findKeysBySid(account, 'CA1')).toEqual(['1']);
    expect(await database.findKeysBySid(account, '1')).toEqual([]);
  });

  test('of sids that end alike, and of short ones, only the whole text finds a key', async () => {
    const { database, account } = await openAccount();
    await database.write({ account, inserts: insertsOf(['112345678', '212345678', '3']) });
    expect(await database.findKeysBySid(account, 'CA112345678')).toEqual(['112345678']);
    expect(await database.findKeysBySid(account, '12345678')).toEqual([]);
    expect(await database.findKeysBySid(account, 'CA3')).toEqual(['3']);
  });

  test('rows of any calls come back unchanged', async () => {
    const { database, account } = await openAccount();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(arbitraryCall, { selector: nativeKeyOf, minLength: 1, maxLength: 10 }),
        async calls => {
          const values = calls.map(encodeRow);
          const ids = await database.write({
            account,
            inserts: values.map(values => ({ values, seenWalk: 1, changedAt: 1 })),
          });
          const found = new Map((await database.findRows(ids)).map(row => [row.id, row]));
          for (const [at, call] of calls.entries())
            expect(decodeRow(call.source, found.get(ids[at] ?? 0)?.values as RowValues)).toEqual(call);
          const byKey = await database.findRowsByKey(
            account,
            values.map(([key]) => key),
          );
          expect(new Set(byKey.map(({ id }) => id))).toEqual(new Set(ids));
          const metadata = await database.findMetadata(ids);
          expect(metadata.length).toBe(calls.filter(({ metadata }) => metadata !== null).length);
          await database.write({ account, removedIds: ids });
        },
      ),
      { numRuns: 50 },
    );
  });

  test('rows are loaded in the order of their ids, in batches', async () => {
    const { database, account } = await openAccount();
    const theirs = (await database.openAccount('BURKI', 'theirs')).id;
    const first = await database.write({ account, inserts: insertsOf(['9', '8'], 3) });
    await database.write({ account: theirs, inserts: insertsOf(['9']) });
    const second = await database.write({ account, inserts: insertsOf(['7']) });
    const batch = await database.loadRows(account, 0, 2);
    expect(idsOf(batch)).toEqual(first);
    expect(batch[0]).toMatchObject({
      seenWalk: 3,
      hasMetadata: false,
      values: valuesOf('9').slice(0, loadedColumns.length),
    });
    expect(idsOf(await database.loadRows(account, first[1] ?? 0, 2))).toEqual(second);
    expect((await database.openAccount('BURKI', 'ours')).rowCount).toBe(4);
  });

  test('a row is replaced, and then removed', async () => {
    const { database, account } = await openAccount();
    const [id = 0] = await database.write({ account, inserts: insertsOf(['1']) });
    await database.write({ account, updates: [{ id, values: valuesOf('1', 'hangup'), changedAt: 6 }] });
    expect(await database.findRows([id])).toEqual([
      { id, account, changedAt: 6, values: valuesOf('1', 'hangup') },
    ]);
    await database.write({ account, removedIds: [id] });
    expect(await database.findRows([id])).toEqual([]);
    const [next = 0] = await database.write({ account, inserts: insertsOf(['1']) });
    expect(next).toBeGreaterThan(id);
  });

  test('a write that fails in one part leaves nothing of the others', async () => {
    const { database, account } = await openAccount();
    await database.write({ account, inserts: insertsOf(['1']) });
    const state = { ...newSyncState, asOf: 1 };
    await expect(database.write({ account, inserts: insertsOf(['2', '1']), state })).rejects.toThrow();
    expect(await database.findRowsByKey(account, ['2'])).toEqual([]);
    expect(await database.openAccount('BURKI', 'ours')).toMatchObject({ state: null, version: 1 });
    await database.write({ account, inserts: insertsOf(['2']) });
  });

  test('keys that a walk has not seen come in ascending order', async () => {
    const { database, account } = await openAccount();
    const ids = await database.write({ account, inserts: insertsOf(['1', '2', '3', '4', '5'], 1) });
    await database.write({ account, seen: { walk: 2, ids: ids.slice(1, 3) } });
    expect(await database.unseenKeys(account, 2, null, 9)).toEqual(['1', '4', '5']);
    expect(await database.unseenKeys(account, 2, '1', 1)).toEqual(['4']);
    expect(await database.findKeys(ids.slice(2).reverse(), null, 9)).toEqual(['3', '4', '5']);
    expect(await database.findKeys(ids, '3', 1)).toEqual(['4']);
  });

  test('rechecks are replaced by their target, and come when they are due', async () => {
    const { database, account } = await openAccount();
    await database.write({ account, rechecks: [recheckOf('a', 5), recheckOf('b', 4), recheckOf('c', 9)] });
    await database.write({ account, rechecks: [recheckOf('a', 6)], doneRechecks: ['b'] });
    expect(await database.dueRechecks(account, 5, 9)).toEqual([]);
    expect(await database.dueRechecks(account, 10, 9)).toEqual([recheckOf('a', 6), recheckOf('c', 9)]);
    expect(await database.dueRechecks(account, 10, 1)).toEqual([recheckOf('a', 6)]);
    await database.write({ account, doneRechecks: ['a'], rechecks: [recheckOf('a', 7)] });
    expect(await database.dueRechecks(account, 7, 9)).toEqual([recheckOf('a', 7)]);
  });

  test('erased keys stay erased until they are restored', async () => {
    const { database, account } = await openAccount();
    await database.write({ account, erasedHash: 'a' });
    await database.write({ account, erasedHash: 'a' });
    await database.write({ account, erasedHash: 'b', restoredHash: 'a' });
    expect(await database.openAccount('BURKI', 'ours')).toMatchObject({ erasedHashes: ['b'] });
  });

  test('a replaced account loses its rows, rechecks and state, but not its erased keys', async () => {
    const { database, account } = await openAccount();
    const ids = await database.write({
      account,
      inserts: insertsOf(['1', '2', '3']),
      state: { ...newSyncState, asOf: 1 },
      rechecks: [recheckOf('a', 1)],
      erasedHash: 'hash',
    });
    const replacement = await database.replaceAccount(account);
    expect(replacement).toMatchObject({ state: null, erasedHashes: ['hash'] });
    expect(replacement.id).not.toBe(account);
    expect(await database.openAccount('BURKI', 'ours')).toEqual(replacement);
    expect(await database.loadRows(replacement.id, 0, 9)).toEqual([]);
    expect(await database.dueRechecks(account, 9, 9)).toEqual([]);
    const kept = await database.write({ account: replacement.id, inserts: insertsOf(['1']) });
    for (let batches = 0; await database.sweep(2); batches += 1) expect(batches).toBeLessThan(5);
    expect(await database.findRows(ids)).toEqual([]);
    expect((await database.findRows(kept)).length).toBe(1);
  });

  test('a follower learns of each change once, in batches', async () => {
    const { database, account } = await openAccount();
    const theirs = (await database.openAccount('BURKI', 'theirs')).id;
    const ids = await database.write({ account, inserts: insertsOf(['1', '2', '3']) });
    await database.write({ account: theirs, inserts: insertsOf(['1']) });
    const { version } = await database.openAccount('BURKI', 'ours');
    expect(await database.changesSince(account, version, 9)).toEqual({ rows: [], removedIds: [], version });
    await database.write({
      account,
      updates: [{ id: ids[0] ?? 0, values: valuesOf('1', 'a'), changedAt: 1 }],
    });
    await database.write({ account, seen: { walk: 1, ids } });
    await database.write({ account, removedIds: [ids[1] ?? 0] });
    const [added] = await database.write({ account, inserts: insertsOf(['4']), removedIds: [ids[2] ?? 0] });
    const changes: (number | undefined)[] = [];
    for (let since = version; ; ) {
      const batch = await database.changesSince(account, since, 1);
      if (batch === null || batch.version === since) break;
      changes.push(...idsOf(batch.rows), ...batch.removedIds.map(id => -id));
      since = batch.version;
    }
    expect(changes).toEqual([ids[0], -(ids[1] ?? 0), added, -(ids[2] ?? 0)]);
    const all = await database.changesSince(account, version, 9);
    expect(idsOf(all?.rows ?? [])).toEqual([ids[0], added]);
    expect(all?.removedIds).toEqual([ids[1], ids[2]]);
  });

  test('a follower that has missed too many changes loads all rows', async () => {
    const { database, account } = await openAccount();
    expect(await database.changesSince(account, -1_000_001, 9)).toBeNull();
    expect(await database.changesSince(account, -1_000_000, 9)).not.toBeNull();
  });
}
