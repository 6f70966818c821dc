import { createRequire } from 'node:module';
import type { RowDatabase, RowWrite } from '../row-database.ts';
import { IndexStorageError } from '../storage-error.ts';
import { openAccount, replaceAccount, sweepReplaced } from './accounts.ts';
import { type Connection, disconnect, type Engine } from './connect.ts';
import { storageErrorOf } from './errors.ts';
import { type FileOptions, openFile } from './open-file.ts';
import { type RunNative, runDirectly } from './native-gate.ts';
import { readChanges } from './read-changes.ts';
import {
  findDueRechecks,
  findKeys,
  findKeysBySid,
  findMetadata,
  findRows,
  findRowsByKey,
  findUnseenKeys,
  loadRows,
} from './read-rows.ts';
import { writeRows } from './write-rows.ts';

export type LibsqlOptions = Omit<FileOptions, 'engine'> & {
  /** Imports the engine, which fails on a platform without a binary. */
  readonly importEngine?: (runNative: RunNative) => Promise<Engine>;
};

/** Opens the embedded database in a file. `isDamaged` sets an existing file aside. */
export async function openLibsqlDatabase(
  { importEngine = importLibsql, ...options }: LibsqlOptions,
  isDamaged = false,
): Promise<RowDatabase> {
  const { runNative = runDirectly } = options;
  const engine = await importEngine(runNative).catch(missingEngine);
  return createLibsqlDatabase(await openFile({ ...options, engine }, isDamaged), runNative);
}

/** Loads the engine synchronously, because its native code initializes itself then. */
const importLibsql = async (runNative: RunNative): Promise<Engine> => runNative(() => require('libsql'));

const require = createRequire(import.meta.url);

function missingEngine(error: unknown): never {
  const [name = 'libsql'] = /@libsql\/[\w-]+/.exec(String(error)) ?? [];
  throw new IndexStorageError(
    'ENGINE_MISSING',
    `The package ${name}, which stores the index, is missing or cannot be loaded.`,
    {
      cause: error,
    },
  );
}

/** Number of free pages by which the file shrinks after a removal, few enough to be quick. */
const vacuumedPages = 64;

function createLibsqlDatabase(connection: Connection, runNative: RunNative): RowDatabase {
  const { db, statements } = connection;

  async function attempt<T>(work: () => T): Promise<T> {
    try {
      return runNative(work);
    } catch (error) {
      throw storageErrorOf(error);
    }
  }

  const transact = <T>(work: () => T): Promise<T> => attempt(() => inTransaction(connection, work));

  const version = (): number => (statements.readStore.get() as [string, number])[1];

  async function write(write: RowWrite): Promise<readonly number[]> {
    const ids = await transact(() => writeRows(statements, write, version()));
    if (write.removedIds?.length) await attempt(() => db.exec(`pragma incremental_vacuum(${vacuumedPages})`));
    // The log may still hold the text of the erased row.
    if (write.erasedHash !== undefined) await attempt(() => db.pragma('wal_checkpoint(truncate)'));
    return ids;
  }

  return {
    openAccount: (source, name) => transact(() => openAccount(statements, source, name)),
    replaceAccount: account => transact(() => replaceAccount(statements, account)),
    sweep: limit => transact(() => sweepReplaced(statements, limit)),
    loadRows: (account, afterId, limit) => attempt(() => loadRows(statements, account, afterId, limit)),
    findRows: ids => attempt(() => findRows(statements, ids)),
    findRowsByKey: (account, keys) => attempt(() => findRowsByKey(statements, account, keys)),
    findKeysBySid: (account, sid) => attempt(() => findKeysBySid(statements, account, sid)),
    findMetadata: ids => attempt(() => findMetadata(statements, ids)),
    findKeys: (ids, after, limit) => attempt(() => findKeys(statements, ids, { after, limit })),
    unseenKeys: (account, walk, after, limit) =>
      attempt(() => findUnseenKeys(statements, account, walk, { after, limit })),
    dueRechecks: (account, now, limit) => attempt(() => findDueRechecks(statements, account, now, limit)),
    write,
    changesSince: (account, since, limit) =>
      attempt(() => readChanges(statements, { account, since, newest: version(), limit })),
    close: () => attempt(() => disconnect(connection)),
  };
}

function inTransaction<T>({ db }: Connection, work: () => T): T {
  db.exec('begin immediate');
  try {
    const result = work();
    db.exec('commit');
    return result;
  } catch (error) {
    // The engine itself rolls back after some failures.
    if (db.inTransaction) db.exec('rollback');
    throw error;
  }
}
