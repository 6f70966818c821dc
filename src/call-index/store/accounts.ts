import { type SourceName, sourceNames } from '../../domain/source-name.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import { createErasedKeys, type ErasedKeys } from './erased-keys.ts';
import { type AccountSnapshot, newSyncState } from './index-store.ts';
import { decodeColumnValues } from './row-codec.ts';
import type { RowDatabase, StoredAccount } from './row-database.ts';
import { IndexStorageError } from './storage-error.ts';

/** Opens the database. `isDamaged` says that the one before was, which is set aside then. */
export type OpenRowDatabase = (isDamaged: boolean) => Promise<RowDatabase>;

export interface OpenAccount {
  readonly source: SourceName;
  readonly id: number;
  readonly erased: ErasedKeys;
}

/** The accounts whose rows are in the columns, and the database that holds them. */
export interface Accounts {
  open(source: SourceName, name: string): Promise<AccountSnapshot>;
  reset(source: SourceName): Promise<AccountSnapshot>;
  /** Requests of one account. Rejects with NOT_OPEN without it. */
  use<T>(source: SourceName, work: (database: RowDatabase, account: OpenAccount) => Promise<T>): Promise<T>;
  /** Requests of rows of any open account. */
  useAny<T>(work: (database: RowDatabase) => Promise<T>): Promise<T>;
  sourceOf(account: number): SourceName;
  /** Work with the rows of some sources. Rejects with NOT_OPEN unless all of them are in the columns until it is done. */
  whileOpen<T>(sources: readonly SourceName[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const batchSize = 1_000;

export function createAccounts(openDatabase: OpenRowDatabase, rows: IndexedRows): Accounts {
  const accounts = new Map<SourceName, OpenAccount>();
  let database: RowDatabase | null = null;
  let isDamaged = false;

  function take(source: SourceName, { id, salt, erasedHashes, state }: StoredAccount): AccountSnapshot {
    accounts.set(source, { source, id, erased: createErasedKeys(salt, erasedHashes) });
    return { state: { ...newSyncState, ...state }, callCount: rows.count(source) };
  }

  async function connect(): Promise<RowDatabase> {
    database ??= await openDatabase(isDamaged);
    isDamaged = false;
    return database;
  }

  /** Closes a damaged database, so that each account has to be opened again. */
  async function discard(): Promise<void> {
    const damaged = database;
    database = null;
    isDamaged = true;
    accounts.clear();
    sourceNames.forEach(rows.clear);
    await damaged?.close().catch(() => undefined);
  }

  async function guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      if (isDamage(failure)) await discard();
      throw failure;
    }
  }

  async function load(source: SourceName, name: string): Promise<AccountSnapshot> {
    accounts.delete(source);
    rows.clear(source);
    const connected = await connect();
    const account = await connected.openAccount(source, name);
    rows.reserve(account.rowCount);
    await loadRows(connected, account.id, source, rows);
    return take(source, account);
  }

  function connected(): RowDatabase {
    if (!database) throw notOpen();
    return database;
  }

  function accountOf(source: SourceName): OpenAccount {
    const account = accounts.get(source);
    if (!account) throw notOpen();
    return account;
  }

  return {
    open(source, name) {
      const attempt = () => guard(() => load(source, name));
      return attempt().catch(failure => (isDamage(failure) ? attempt() : Promise.reject(failure)));
    },
    reset: source =>
      guard(async () => {
        const replacement = await connected().replaceAccount(accountOf(source).id);
        rows.clear(source);
        return take(source, replacement);
      }),
    use: (source, work) => guard(async () => work(connected(), accountOf(source))),
    useAny: work => guard(async () => work(connected())),
    sourceOf(account) {
      for (const { id, source } of accounts.values()) if (id === account) return source;
      throw notOpen();
    },
    async whileOpen(sources, work) {
      const opened = sources.map(accountOf);
      const result = await work();
      if (opened.some(account => account !== accounts.get(account.source))) throw notOpen();
      return result;
    },
    async close() {
      accounts.clear();
      await database?.close();
      database = null;
    },
  };
}

const isDamage = (failure: unknown): boolean =>
  failure instanceof IndexStorageError && failure.kind === 'DAMAGED';

const notOpen = (): IndexStorageError =>
  new IndexStorageError('NOT_OPEN', 'The index of this source is not open.');

async function loadRows(
  database: RowDatabase,
  account: number,
  source: SourceName,
  rows: IndexedRows,
): Promise<void> {
  for (let last: number | undefined = 0; last !== undefined; ) {
    const batch = await database.loadRows(account, last, batchSize);
    for (const { id, values, hasMetadata, seenWalk } of batch)
      rows.put(id, decodeColumnValues(source, values, hasMetadata), seenWalk);
    last = batch.at(-1)?.id;
  }
}
