import type Libsql from 'libsql';
import { valueColumns } from '../row-values.ts';
import { prepareCommand } from './statement.ts';

/** Number of the format, which is in the file. A file of another format is set aside, because the index is a copy. */
export const formatNumber = 3;

/** Mark of the files of this program in SQLite's header: "SwIx". */
export const applicationId = 0x53774978;

const values = valueColumns.map(({ name, type }) => `${name} ${type}`).join(', ');

/**
 * Tables of the file. No index serves a filter or an order, because columns in memory do; that of sids serves operators. Ids are
 * not given again (`autoincrement`), so that a removal is not mistaken for that of a newer row.
 */
const tables = `
  create table store (
    salt text not null,
    version integer not null,
    -- Fingerprint of the key by which numbers are masked; null if they are stored.
    masked_by text
  );

  create table account (
    id integer primary key autoincrement,
    source text not null,
    -- Null once another account has the name.
    name text,
    state text,
    unique (source, name)
  );

  create table call (
    id integer primary key autoincrement,
    account integer not null,
    seen_walk integer not null,
    version integer not null,
    changed_at double not null,
    ${values},
    unique (account, key)
  );
  -- Of final characters, because keys of whole sids take twice the time to write.
  create index call_sid on call (substr(sid, -8)) where sid is not null;

  create table removed_call (version integer primary key, account integer not null, id integer not null);

  create table recheck (
    account integer not null,
    target text not null,
    kind text not null,
    due_at double not null,
    step integer not null,
    counted_from double not null,
    primary key (account, target)
  ) without rowid;
  create index recheck_due_at on recheck (account, due_at);

  create table erased_key (account integer not null, hash text not null, primary key (account, hash)) without rowid;
`;

/** Texts of a new file. */
export interface FileSecrets {
  readonly salt: string;
  readonly maskedBy: string | null;
}

/** Creates the tables, and writes the marks of the format last, all in one transaction. */
export function createTables(db: Libsql.Database, { salt, maskedBy }: FileSecrets): void {
  db.exec(`begin immediate; ${tables}`);
  prepareCommand(db, 'insert into store (salt, version, masked_by) values (?, 0, ?)').run([salt, maskedBy]);
  db.exec(`pragma application_id = ${applicationId}; pragma user_version = ${formatNumber}; commit`);
}
