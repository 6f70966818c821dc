import type { IndexedRows } from '../columns/indexed-rows.ts';
import type { OpenAccount } from './accounts.ts';
import type { RowDatabase, RowWrite } from './row-database.ts';
import { encodeText } from './text-codec.ts';

/** Removes rows by their keys, along with the rechecks of these calls; returns how many rows there were. */
export async function removeKeys(
  database: RowDatabase,
  { id: account }: OpenAccount,
  rows: IndexedRows,
  keys: readonly string[],
  more: Pick<RowWrite, 'state' | 'erasedHash'> = {},
): Promise<number> {
  const encoded = keys.map(key => encodeText(key));
  const removedIds = (await database.findRowsByKey(account, encoded)).map(({ id }) => id);
  await database.write({ account, removedIds, doneRechecks: encoded, ...more });
  removedIds.forEach(rows.remove);
  return removedIds.length;
}

/** Does the same for rows by their ids. */
export async function removeIds(
  database: RowDatabase,
  { id: account }: OpenAccount,
  rows: IndexedRows,
  removedIds: readonly number[],
): Promise<void> {
  if (removedIds.length === 0) return;
  const doneRechecks = await database.findKeys(removedIds, null, removedIds.length);
  await database.write({ account, removedIds, doneRechecks });
  removedIds.forEach(rows.remove);
}
