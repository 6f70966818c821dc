import type { Recheck } from '../index-store.ts';
import type { LoadedRow, StoredMetadata, StoredRow } from '../row-database.ts';
import type { LoadedValues, RowValues } from '../row-values.ts';
import type { Statements } from './statements.ts';

export type LoadedColumns = readonly [
  id: number,
  version: number,
  seenWalk: number,
  hasMetadata: number,
  ...LoadedValues,
];

type StoredColumns = readonly [id: number, account: number, changedAt: number, ...RowValues];

export function loadRows(
  { loadRows }: Statements,
  account: number,
  afterId: number,
  limit: number,
): LoadedRow[] {
  return (loadRows.all(account, afterId, limit) as LoadedColumns[]).map(loadedRowOf);
}

export const loadedRowOf = ([id, version, seenWalk, hasMetadata, ...values]: LoadedColumns): LoadedRow => ({
  id,
  version,
  seenWalk,
  hasMetadata: hasMetadata === 1,
  values,
});

export const findRows = ({ findRows }: Statements, ids: readonly number[]): StoredRow[] =>
  (findRows.all(JSON.stringify(ids)) as StoredColumns[]).map(storedRowOf);

export const findRowsByKey = (
  { findRowsByKey }: Statements,
  account: number,
  keys: readonly string[],
): StoredRow[] => (findRowsByKey.all(JSON.stringify(keys), account) as StoredColumns[]).map(storedRowOf);

export const findKeysBySid = ({ findKeysBySid }: Statements, account: number, sid: string): string[] =>
  (findKeysBySid.all(account, sid) as [string][]).map(([key]) => key);

const storedRowOf = ([id, account, changedAt, ...values]: StoredColumns): StoredRow => ({
  id,
  account,
  changedAt,
  values,
});

export const findMetadata = ({ findMetadata }: Statements, ids: readonly number[]): StoredMetadata[] =>
  (findMetadata.all(JSON.stringify(ids)) as [number, string][]).map(([id, json]) => ({ id, json }));

export interface KeyRange {
  readonly after: string | null;
  readonly limit: number;
}

export const findKeys = (
  { findKeys }: Statements,
  ids: readonly number[],
  { after, limit }: KeyRange,
): string[] => (findKeys.all(JSON.stringify(ids), after, limit) as [string][]).map(([key]) => key);

export const findUnseenKeys = (
  { unseenKeys }: Statements,
  account: number,
  walk: number,
  { after, limit }: KeyRange,
): string[] => (unseenKeys.all(account, walk, after, limit) as [string][]).map(([key]) => key);

export const findDueRechecks = (
  { dueRechecks }: Statements,
  account: number,
  now: number,
  limit: number,
): Recheck[] =>
  (dueRechecks.all(account, now, limit) as RecheckColumns[]).map(
    ([kind, target, dueAt, step, countedFrom]) => ({ kind, target, dueAt, step, countedFrom }),
  );

type RecheckColumns = readonly [
  kind: Recheck['kind'],
  target: string,
  dueAt: number,
  step: number,
  countedFrom: number,
];
