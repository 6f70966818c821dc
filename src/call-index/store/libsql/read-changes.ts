import { followerWindow, type RowChanges } from '../row-database.ts';
import { type LoadedColumns, loadedRowOf } from './read-rows.ts';
import type { Statements } from './statements.ts';

type Removal = readonly [version: number, id: number];

export interface ChangesQuery {
  readonly account: number;
  readonly since: number;
  /** The version of the database. */
  readonly newest: number;
  readonly limit: number;
}

/** Reads changed rows and removals, both up to the version where the shorter of two lists breaks off. */
export function readChanges(
  { changedRows, removedRows }: Statements,
  { account, since, newest, limit }: ChangesQuery,
): RowChanges | null {
  if (since < newest - followerWindow) return null;
  const rows = (changedRows.all(account, since, limit) as LoadedColumns[]).map(loadedRowOf);
  const removals = removedRows.all(account, since, limit) as Removal[];
  const ends = [rows.at(limit - 1)?.version, removals.at(limit - 1)?.[0]].filter(end => end !== undefined);
  const version = Math.min(newest, ...ends);
  return {
    rows: rows.filter(row => row.version <= version),
    removedIds: removals.filter(([removedAt]) => removedAt <= version).map(([, id]) => id),
    version,
  };
}
