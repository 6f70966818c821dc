import { type SourceName, sourceNames } from '../../domain/source-name.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import { createErasedKeys, type ErasedKeys } from './erased-keys.ts';
import { type AccountSnapshot, newSyncState } from './index-store.ts';
import { applyChanges, loadRows, readSeenWalks } from './load-rows.ts';
import type { RowDatabase, SharedAccess, StoredAccount } from './row-database.ts';
import { IndexStorageError, type StorageFailure } from './storage-error.ts';

/** Opens the database. `isDamaged` says that the one before was, which is set aside then. */
export type OpenRowDatabase = (isDamaged: boolean) => Promise<RowDatabase>;

export interface OpenAccount {
  readonly source: SourceName;
  readonly name: string;
  readonly id: number;
  readonly erased: ErasedKeys;
}

/** The accounts whose rows are in the columns, and the database that holds them. */
export interface Accounts {
  open(source: SourceName, name: string): Promise<AccountSnapshot>;
  reset(source: SourceName): Promise<AccountSnapshot>;
  /** Reads what other processes have changed since the account was opened or followed. */
  follow(source: SourceName): Promise<AccountSnapshot>;
  /** Null unless the database is open, and other processes can open it too. */
  shared(): SharedAccess | null;
  /** Access of several processes to the database, which is opened unless it is open. Rejects if no other can open it. */
  share(): Promise<SharedAccess>;
  /** Reads the walks that saw the rows, of which followers do not learn. */
  readSeenWalks(): Promise<void>;
  /** Requests of one account, repeated after a conflict with another process. Rejects with NOT_OPEN without it. */
  use<T>(source: SourceName, work: (database: RowDatabase, account: OpenAccount) => Promise<T>): Promise<T>;
  /** Requests of rows of any open account. */
  useAny<T>(work: (database: RowDatabase) => Promise<T>): Promise<T>;
  sourceOf(account: number): SourceName;
  /** Work with the rows of some sources. Rejects with NOT_OPEN unless all of them are in the columns until it is done. */
  whileOpen<T>(sources: readonly SourceName[], work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Attempts at a write that other processes get ahead of, which only the erasure of calls does. */
const maxAttempts = 5;

export function createAccounts(openDatabase: OpenRowDatabase, rows: IndexedRows): Accounts {
  const accounts = new Map<SourceName, OpenAccount>();
  let database: RowDatabase | null = null;
  let isDamaged = false;

  function take(source: SourceName, name: string, stored: StoredAccount): AccountSnapshot {
    accounts.set(source, { source, name, id: stored.id, erased: createErasedKeys(stored) });
    return snapshotOf(stored, rows.count(source));
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
    // Room for further calls takes no memory until it is used, whereas growth copies all columns.
    rows.reserve(Math.ceil(account.rowCount * 1.25));
    await loadRows(connected, account.id, source, rows);
    return take(source, name, account);
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

  async function follow(source: SourceName): Promise<AccountSnapshot> {
    const { id, name, erased } = accountOf(source);
    const account = await connected().openAccount(source, name, erased.version);
    const isCurrent = account.id === id && (await applyChanges(connected(), account, source, rows));
    if (!isCurrent) return load(source, name);
    erased.replace(account);
    return snapshotOf(account, rows.count(source));
  }

  /** A shared database is not read anew after a failure, because its changes since can be. */
  const openOrFollow = (source: SourceName, name: string): Promise<AccountSnapshot> =>
    database?.shared && accounts.get(source)?.name === name ? follow(source) : load(source, name);

  async function use<T>(
    source: SourceName,
    work: (database: RowDatabase, account: OpenAccount) => Promise<T>,
  ): Promise<T> {
    for (let attempts = 1; ; attempts += 1)
      try {
        return await work(connected(), accountOf(source));
      } catch (failure) {
        if (!isOf('CONFLICT', failure) || attempts === maxAttempts) throw failure;
        await follow(source);
      }
  }

  return {
    open(source, name) {
      const attempt = () => guard(() => openOrFollow(source, name));
      return attempt().catch(failure => (isDamage(failure) ? attempt() : Promise.reject(failure)));
    },
    reset: source =>
      guard(async () => {
        const { id, name } = accountOf(source);
        const replacement = await connected().replaceAccount(id);
        rows.clear(source);
        return take(source, name, replacement);
      }),
    follow: source => guard(() => follow(source)),
    shared: () => database?.shared ?? null,
    async share() {
      const { shared } = await connect();
      if (!shared) throw new TypeError('The database of the index is not shared.');
      return shared;
    },
    async readSeenWalks() {
      for (const { id } of accounts.values()) await readSeenWalks(connected(), id, rows);
    },
    use: (source, work) => guard(() => use(source, work)),
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

const snapshotOf = ({ state, confirmedWalk }: StoredAccount, callCount: number): AccountSnapshot => ({
  state: { ...newSyncState, ...state },
  callCount,
  ...(confirmedWalk !== undefined && { confirmedWalk }),
});

const isOf = (kind: StorageFailure, failure: unknown): boolean =>
  failure instanceof IndexStorageError && failure.kind === kind;

const isDamage = (failure: unknown): boolean => isOf('DAMAGED', failure);

const notOpen = (): IndexStorageError =>
  new IndexStorageError('NOT_OPEN', 'The index of this source is not open.');
