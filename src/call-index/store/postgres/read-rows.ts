import type { Recheck } from '../index-store.ts';
import {
  followerWindow,
  type LoadedRow,
  type RowChanges,
  type StoredMetadata,
  type StoredRow,
} from '../row-database.ts';
import { type LoadedValues, loadedColumns, type RowValues, valueColumns } from '../row-values.ts';
import type { Connection } from './connect.ts';
import { schemaName, tables } from './schema.ts';

type LoadedColumns = [id: number, version: number, seenWalk: number, hasMetadata: boolean, ...LoadedValues];

type StoredColumns = [id: number, account: number, changedAt: number, ...RowValues];

const names = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => name).join(', ');

const loaded = `select id, version, seen_walk, metadata is not null, ${names(loadedColumns)} from ${tables.call}`;

const stored = `select id, account, changed_at, ${names(valueColumns)} from ${tables.call}`;

const loadedRowOf = ([id, version, seenWalk, hasMetadata, ...values]: LoadedColumns): LoadedRow => ({
  id,
  version,
  seenWalk,
  hasMetadata,
  values,
});

const storedRowOf = ([id, account, changedAt, ...values]: StoredColumns): StoredRow => ({
  id,
  account,
  changedAt,
  values,
});

export async function loadRows(
  connection: Connection,
  account: number,
  afterId: number,
  limit: number,
): Promise<readonly LoadedRow[]> {
  const sql = `${loaded} where account = $1 and id > $2 order by id limit $3`;
  return (await connection.query<LoadedColumns>(sql, [account, afterId, limit])).map(loadedRowOf);
}

export const loadSeenWalks = (
  connection: Connection,
  account: number,
  afterId: number,
  limit: number,
): Promise<readonly (readonly [id: number, walk: number])[]> =>
  connection.query<[id: number, walk: number]>(
    `select id, seen_walk from ${tables.call} where account = $1 and id > $2 order by id limit $3`,
    [account, afterId, limit],
  );

export async function findRows(
  connection: Connection,
  ids: readonly number[],
): Promise<readonly StoredRow[]> {
  const sql = `${stored} where id = any($1::bigint[])`;
  return (await connection.query<StoredColumns>(sql, [ids])).map(storedRowOf);
}

export async function findRowsByKey(
  connection: Connection,
  account: number,
  keys: readonly string[],
): Promise<readonly StoredRow[]> {
  const sql = `${stored} where account = $1 and key = any($2::text[])`;
  return (await connection.query<StoredColumns>(sql, [account, keys])).map(storedRowOf);
}

export async function findKeysBySid(
  connection: Connection,
  account: number,
  sid: string,
): Promise<readonly string[]> {
  const sql = `select key from ${tables.call} where account = $1 and sid = $2 limit 100`;
  return (await connection.query<[string]>(sql, [account, sid])).map(([key]) => key);
}

export async function findMetadata(
  connection: Connection,
  ids: readonly number[],
): Promise<readonly StoredMetadata[]> {
  const sql = `select id, metadata from ${tables.call} where id = any($1::bigint[]) and metadata is not null`;
  return (await connection.query<[number, string]>(sql, [ids])).map(([id, json]) => ({ id, json }));
}

export async function findKeys(
  connection: Connection,
  ids: readonly number[],
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const sql = `select key from ${tables.call} where id = any($1::bigint[]) and key > coalesce($2, '') order by key limit $3`;
  return (await connection.query<[string]>(sql, [ids, after, limit])).map(([key]) => key);
}

export async function findUnseenKeys(
  connection: Connection,
  account: number,
  walk: number,
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const sql = `select key from ${tables.call}
    where account = $1 and seen_walk <> $2 and key > coalesce($3, '') order by key limit $4`;
  return (await connection.query<[string]>(sql, [account, walk, after, limit])).map(([key]) => key);
}

export async function findDueRechecks(
  connection: Connection,
  account: number,
  now: number,
  limit: number,
): Promise<readonly Recheck[]> {
  const sql = `select kind, target, due_at, step, counted_from from ${tables.recheck}
    where account = $1 and due_at <= $2 order by due_at limit $3`;
  type Columns = [kind: Recheck['kind'], target: string, dueAt: number, step: number, countedFrom: number];
  return (await connection.query<Columns>(sql, [account, now, limit])).map(
    ([kind, target, dueAt, step, countedFrom]) => ({ kind, target, dueAt, step, countedFrom }),
  );
}

/** Reads changed rows and removals, both up to the version where the shorter of two lists breaks off. */
export async function readChanges(
  connection: Connection,
  account: number,
  since: number,
  limit: number,
): Promise<RowChanges | null> {
  const current = `select version from ${tables.account} where id = $1 and name is not null`;
  const [[newest] = []] = await connection.query<[number]>(current, [account]);
  if (newest === undefined || since < newest - followerWindow) return null;
  const given = [account, since, newest, limit];
  const between = 'where account = $1 and version > $2 and version <= $3 order by version limit $4';
  const rows = await connection.query<LoadedColumns>(`${loaded} ${between}`, given);
  const removed = `select version, id from ${tables.removedCall} ${between}`;
  const removals = await connection.query<[version: number, id: number]>(removed, given);
  const ends = [rows.at(limit - 1)?.[1], removals.at(limit - 1)?.[0]].filter(end => end !== undefined);
  const version = Math.min(newest, ...ends);
  return {
    rows: rows.map(loadedRowOf).filter(row => row.version <= version),
    removedIds: removals.filter(([removedAt]) => removedAt <= version).map(([, id]) => id),
    version,
  };
}

const bytes = `select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class
  where relnamespace = '${schemaName}'::regnamespace and relkind = 'r'`;

/** Bytes of the tables with their indexes and long texts. */
export async function readBytes(connection: Connection): Promise<number> {
  const [[total] = [0]] = await connection.query<[number]>(bytes, []);
  return total;
}
