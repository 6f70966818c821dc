import type { SourceName } from '../../../domain/source-name.ts';
import type { StoredAccount } from '../row-database.ts';
import { IndexStorageError } from '../storage-error.ts';
import type { Connection } from './connect.ts';
import { tables } from './schema.ts';

/** An account without what is the same for all. */
export type AccountRow = Omit<StoredAccount, 'salt'> & {
  /** Fingerprint of the key by which its numbers are masked; null if they are stored. */
  readonly maskedBy: string | null;
};

type AccountColumns = [
  id: number,
  state: string | null,
  version: number,
  rowCount: number,
  maskedBy: string | null,
  confirmedWalk: number | null,
  erasedVersion: number,
  erased: string[] | null,
];

const account = `select id, state, version, (select sum(row_count)::float8 from ${tables.account}), masked_by, confirmed_walk,
  erased_version, case when erased_version > $3 then
    array(select hash from ${tables.erasedKey} where account = account.id order by hash) end
  from ${tables.account} as account where source = $1 and name = $2`;

/** Version before that of any account. */
const noVersion = -1;

/** Opens an account; `maskedBy` is the fingerprint for a new one. Reads erased keys that are newer than `erasedVersion`. */
export async function openAccount(
  connection: Connection,
  source: SourceName,
  name: string,
  maskedBy: string | null,
  erasedVersion = noVersion,
): Promise<AccountRow> {
  const found = await findAccount(connection, source, name, erasedVersion);
  if (found) return found;
  const added = `insert into ${tables.account} (source, name, masked_by) values ($1, $2, $3) on conflict do nothing`;
  await connection.query(added, [source, name, maskedBy]);
  const opened = await findAccount(connection, source, name, noVersion);
  if (!opened) throw replaced();
  return opened;
}

async function findAccount(
  connection: Connection,
  source: SourceName,
  name: string,
  knownErasures: number,
): Promise<AccountRow | null> {
  const [row] = await connection.query<AccountColumns>(account, [source, name, knownErasures]);
  if (!row) return null;
  const [id, state, ...columns] = row;
  const [version, rowCount, maskedBy, confirmedWalk, erasedVersion, erasedHashes] = columns;
  const readState = state === null ? null : JSON.parse(state);
  return { id, state: readState, erasedHashes, erasedVersion, rowCount, version, maskedBy, confirmedWalk };
}

/** Notes that an operator has confirmed the deletions of a walk, which a replaced account ignores. */
export async function confirmDeletion(connection: Connection, id: number, walk: number): Promise<void> {
  await connection.query(`update ${tables.account} set confirmed_walk = $2 where id = $1`, [id, walk]);
}

const replaced = (): IndexStorageError =>
  new IndexStorageError('NOT_OPEN', 'Another process has replaced this account.');

interface LockedAccount {
  readonly version: number;
  readonly source: SourceName;
  readonly name: string;
}

/** Locks an account until the end of the transaction. Rejects with NOT_OPEN if it was replaced. */
export async function lockAccount(connection: Connection, id: number): Promise<LockedAccount> {
  const [row] = await connection.query<[version: number, source: SourceName, name: string]>(
    `select version, source, name from ${tables.account} where id = $1 and name is not null for update`,
    [id],
  );
  if (!row) throw replaced();
  const [version, source, name] = row;
  return { version, source, name };
}

/** Gives the name and the erased keys of an account to a new one. */
export async function replaceAccount(
  connection: Connection,
  id: number,
  maskedBy: string | null,
): Promise<AccountRow> {
  const { source, name } = await lockAccount(connection, id);
  await connection.query(`update ${tables.account} set name = null where id = $1`, [id]);
  await connection.query(`delete from ${tables.recheck} where account = $1`, [id]);
  const replacement = await openAccount(connection, source, name, maskedBy);
  await connection.query(`update ${tables.erasedKey} set account = $1 where account = $2`, [
    replacement.id,
    id,
  ]);
  return openAccount(connection, source, name, maskedBy);
}

const sweptCalls = `delete from ${tables.call} where id in (select id from ${tables.call} where account = $1 limit $2) returning id`;

/** Deletes some rows of an account that was replaced, or at last the account; false if none is left. */
export async function sweepReplaced(connection: Connection, limit: number): Promise<boolean> {
  const [row] = await connection.query(`select id from ${tables.account} where name is null limit 1`);
  if (!row) return false;
  const swept = await connection.query(sweptCalls, [row[0], limit]);
  if (swept.length === 0) {
    await connection.query(`delete from ${tables.removedCall} where account = $1`, row);
    await connection.query(`delete from ${tables.account} where id = $1`, row);
  }
  return true;
}
