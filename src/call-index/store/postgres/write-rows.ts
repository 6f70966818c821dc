import { followerWindow, type RowInsert, type RowUpdate, type RowWrite } from '../row-database.ts';
import { type RowValues, valueColumns } from '../row-values.ts';
import { IndexStorageError } from '../storage-error.ts';
import { lockAccount } from './accounts.ts';
import type { Connection } from './connect.ts';
import { tables } from './schema.ts';

export interface WriteOutcome {
  readonly ids: readonly number[];
  /** Version before the write. */
  readonly before: number;
  readonly version: number;
}

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'seen_walk', type: 'bigint' },
  { name: 'version', type: 'bigint' },
  { name: 'changed_at', type: 'double precision' },
  ...valueColumns.map(({ name, type }) => ({ name, type: type === 'double' ? 'double precision' : type })),
];

/** A JSON array of rows as a table, so that one statement writes them all. */
const given = `json_to_recordset($1::json) as given (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`;

const inserted = columns.map(({ name }) => name).filter(name => name !== 'id');
const updated = inserted.filter(name => name !== 'seen_walk');

const insertRows = `insert into ${tables.call} (account, ${inserted.join(', ')})
  select $2::bigint, ${inserted.join(', ')} from ${given} returning version, id`;

const updateRows = `update ${tables.call} as call set ${updated.map(name => `${name} = given.${name}`).join(', ')}
  from ${given} where call.id = given.id`;

const addRemovals = `insert into ${tables.removedCall} (account, version, id)
  select $1, $2::bigint + place, id from unnest($3::bigint[]) with ordinality as given (id, place)`;

const putRechecks = `insert into ${tables.recheck} (account, kind, target, due_at, step, counted_from)
  select $2::bigint, kind, target, "dueAt", step, "countedFrom" from json_to_recordset($1::json)
    as given (kind text, target text, "dueAt" double precision, step integer, "countedFrom" double precision)
  on conflict (account, md5(target)) do update set
    kind = excluded.kind, due_at = excluded.due_at, step = excluded.step, counted_from = excluded.counted_from`;

const setAccount = `update ${tables.account}
  set version = $2, row_count = row_count + $3, state = coalesce($4, state),
    erased_version = case when $5 then $2 else erased_version end where id = $1`;

/**
 * Carries out a write within a transaction. Rejects with CONFLICT if rows or erased keys of the account have changed since the
 * version that the caller knows, because its write may be wrong then.
 */
export async function writeRows(
  connection: Connection,
  write: RowWrite,
  known: number | undefined,
): Promise<WriteOutcome> {
  const { account, inserts = [], updates = [], removedIds = [], erasedHash, restoredHash, state } = write;
  const { version: before } = await lockAccount(connection, account);
  if (known !== undefined && known !== before && dependsOnOthers(write)) throw conflict();
  const ids = await insert(connection, account, inserts, before);
  const afterUpdates = before + inserts.length + updates.length;
  await update(connection, updates, before + inserts.length);
  const removed = await remove(connection, account, removedIds, afterUpdates);
  const erasures = erasedHash === undefined && restoredHash === undefined ? 0 : 1;
  const version = afterUpdates + removed + erasures;
  await writeProgress(connection, write);
  if (version > before || state)
    await connection.query(setAccount, [
      account,
      version,
      inserts.length - removed,
      state ? JSON.stringify(state) : null,
      erasures > 0,
    ]);
  return { ids, before, version };
}

/** A recheck that is done is one of a call that may have been erased or restored meanwhile. */
const dependsOnOthers = ({ inserts, updates, rechecks, doneRechecks, ...write }: RowWrite): boolean =>
  [inserts, updates, rechecks, doneRechecks].some(rows => (rows ?? []).length > 0) ||
  write.erasedHash !== undefined ||
  write.restoredHash !== undefined;

const conflict = (): IndexStorageError =>
  new IndexStorageError('CONFLICT', 'Another process has changed the calls of this account meanwhile.');

const rowOf = (version: number, changedAt: number, values: RowValues): Record<string, unknown> => ({
  version,
  changed_at: changedAt,
  ...Object.fromEntries(valueColumns.map(({ name }, at) => [name, values[at]])),
});

async function insert(
  connection: Connection,
  account: number,
  inserts: readonly RowInsert[],
  before: number,
): Promise<readonly number[]> {
  if (inserts.length === 0) return [];
  const rows = inserts.map(({ values, seenWalk, changedAt }, at) => ({
    seen_walk: seenWalk,
    ...rowOf(before + at + 1, changedAt, values),
  }));
  const added = await connection.query<[version: number, id: number]>(insertRows, [
    JSON.stringify(rows),
    account,
  ]);
  return added.sort(([a], [b]) => a - b).map(([, id]) => id);
}

async function update(connection: Connection, updates: readonly RowUpdate[], before: number): Promise<void> {
  if (updates.length === 0) return;
  const rows = updates.map(({ id, values, changedAt }, at) => ({
    id,
    ...rowOf(before + at + 1, changedAt, values),
  }));
  await connection.query(updateRows, [JSON.stringify(rows)]);
}

/** Removes the rows that are still there, and returns how many. */
async function remove(
  connection: Connection,
  account: number,
  ids: readonly number[],
  before: number,
): Promise<number> {
  if (ids.length === 0) return 0;
  const deleted = `delete from ${tables.call} where id = any($1::bigint[]) returning id`;
  const removed = new Set((await connection.query<[id: number]>(deleted, [ids])).map(([id]) => id));
  const inOrder = ids.filter(id => removed.has(id));
  await connection.query(addRemovals, [account, before, inOrder]);
  const forgotten = `delete from ${tables.removedCall} where account = $1 and version <= $2`;
  await connection.query(forgotten, [account, before + inOrder.length - followerWindow]);
  return inOrder.length;
}

/** Writes what is no change of a row. */
async function writeProgress(connection: Connection, write: RowWrite): Promise<void> {
  const { account, seen, rechecks = [], doneRechecks = [], erasedHash, restoredHash } = write;
  const run = (sql: string, ...values: readonly unknown[]) => connection.query(sql, values);
  if (seen?.ids.length)
    await run(`update ${tables.call} set seen_walk = $1 where id = any($2::bigint[])`, seen.walk, seen.ids);
  if (doneRechecks.length > 0)
    await run(
      `delete from ${tables.recheck} where account = $1
        and md5(target) in (select md5(given) from unnest($2::text[]) as given)`,
      account,
      doneRechecks,
    );
  if (rechecks.length > 0) {
    const byTarget = new Map(rechecks.map(recheck => [recheck.target, recheck]));
    await run(putRechecks, JSON.stringify([...byTarget.values()]), account);
  }
  if (erasedHash !== undefined)
    await run(
      `insert into ${tables.erasedKey} (account, hash) values ($1, $2) on conflict do nothing`,
      account,
      erasedHash,
    );
  if (restoredHash !== undefined)
    await run(`delete from ${tables.erasedKey} where account = $1 and hash = $2`, account, restoredHash);
}
