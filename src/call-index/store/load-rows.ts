import { setImmediate } from 'node:timers/promises';
import type { SourceName } from '../../domain/source-name.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import { decodeColumnValues } from './row-codec.ts';
import type { LoadedRow, RowDatabase, SeenWalk, StoredAccount } from './row-database.ts';

/** Number of rows that libsql reads at once; more live through collections of young garbage, and so grow the heap. */
const batchSize = 100;

const changeBatchSize = 1_000;

/** Reads all rows of an account into the columns. */
export async function loadRows(
  database: RowDatabase,
  account: number,
  source: SourceName,
  rows: IndexedRows,
): Promise<void> {
  for (let last: number | undefined = 0; last !== undefined; ) {
    const batch = await database.loadRows(account, last, batchSize);
    putRows(batch, source, rows);
    last = batch.at(-1)?.id;
    // libsql frees the memory of a result only in a later turn of the event loop.
    await setImmediate();
  }
}

function putRows(batch: readonly LoadedRow[], source: SourceName, rows: IndexedRows): void {
  for (const { id, values, hasMetadata, seenWalk } of batch)
    rows.put(id, decodeColumnValues(source, values, hasMetadata), seenWalk);
}

/** Applies the changes of other processes up to the version of the account; false if all rows have to be loaded instead. */
export async function applyChanges(
  database: RowDatabase,
  { id, version }: StoredAccount,
  source: SourceName,
  rows: IndexedRows,
): Promise<boolean> {
  let reached = database.shared?.knownVersion(id) ?? version;
  while (reached < version) {
    const changes = await database.changesSince(id, reached, changeBatchSize);
    if (changes === null) return false;
    putRows(changes.rows, source, rows);
    changes.removedIds.forEach(rows.remove);
    reached = changes.version;
  }
  return true;
}

const seenBatchSize = 10_000;

/** Reads the walks that saw the rows of an account last. */
export async function readSeenWalks(
  database: RowDatabase,
  account: number,
  rows: IndexedRows,
): Promise<void> {
  for (let last: number | undefined = 0; last !== undefined; ) {
    const batch: readonly SeenWalk[] =
      (await database.shared?.loadSeenWalks(account, last, seenBatchSize)) ?? [];
    for (const [id, walk] of batch) rows.markSeen(id, walk);
    last = batch.at(-1)?.[0];
  }
}
