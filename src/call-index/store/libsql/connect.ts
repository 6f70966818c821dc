import { randomBytes } from 'node:crypto';
import type Libsql from 'libsql';
import { IndexStorageError } from '../storage-error.ts';
import { storageErrorOf } from './errors.ts';
import { applicationId, createTables, formatNumber } from './schema.ts';
import { prepareQuery } from './statement.ts';
import { prepareStatements, type Statements } from './statements.ts';

export type Engine = typeof import('libsql');

export interface Connection {
  readonly db: Libsql.Database;
  readonly statements: Statements;
  /** Fingerprint of the key by which the numbers in the file are masked; null if they are stored. */
  readonly maskedBy: string | null;
}

/** Milliseconds for which another process may hold the file, such as an earlier one that is about to end. */
const lockTimeout = 1_000;

/**
 * Settings of a connection to a file of ours. The cache of 2 MiB is small, because the operating system caches the file as
 * well.
 */
const pragmas = [
  'auto_vacuum = incremental',
  'journal_mode = wal',
  'journal_size_limit = 16777216',
  'synchronous = normal',
  'secure_delete = on',
  'cache_size = -2048',
];

/**
 * Connects to a file, and creates the tables of an empty one, whose numbers will be masked by the key with the fingerprint
 * `maskedBy`. Throws DAMAGED for a file of another program, and OUTDATED for one of another format.
 */
export function connect(engine: Engine, path: string, maskedBy: string | null): Connection {
  let db: Libsql.Database | null = null;
  try {
    db = new engine(path, { timeout: lockTimeout });
    return prepare(db, maskedBy);
  } catch (error) {
    if (db) release(db);
    throw storageErrorOf(error);
  }
}

function prepare(db: Libsql.Database, maskedBy: string | null): Connection {
  // The lock keeps other processes away, and spares the file of shared memory.
  db.pragma('locking_mode = exclusive');
  const isNew = numberOf(db, 'select count(*) from sqlite_schema') === 0;
  if (!isNew) checkFormat(db);
  for (const pragma of pragmas) db.pragma(pragma);
  if (isNew) createTables(db, { salt: randomBytes(32).toString('base64url'), maskedBy });
  return { db, statements: prepareStatements(db), maskedBy: maskOf(db) };
}

function checkFormat(db: Libsql.Database): void {
  if (numberOf(db, 'pragma application_id') !== applicationId)
    throw new IndexStorageError('DAMAGED', 'The file of the index is of another program.');
  if (numberOf(db, 'pragma user_version') !== formatNumber)
    throw new IndexStorageError('OUTDATED', 'The file of the index has the format of another version.');
}

function maskOf(db: Libsql.Database): string | null {
  const [maskedBy] = prepareQuery(db, 'select masked_by from store').get() as [string | null];
  return maskedBy;
}

function numberOf(db: Libsql.Database, sql: string): number {
  const [value] = prepareQuery(db, sql).get() as [number];
  return value;
}

/** Disconnects from a file, and leaves no log beside it. */
export function disconnect({ db }: Connection): void {
  try {
    db.pragma('journal_mode = delete');
  } catch (error) {
    throw storageErrorOf(error);
  } finally {
    release(db);
  }
}

/** Gives up the lock, because the engine keeps a connection until its statements are collected as garbage. */
function release(db: Libsql.Database): void {
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('locking_mode = normal');
    numberOf(db, 'select count(*) from sqlite_schema');
  } catch {
    // A file that cannot be read stays locked, and is set aside.
  } finally {
    db.close();
  }
}
