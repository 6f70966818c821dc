import pg from 'pg';
import type { RowDatabase, RowWrite, SharedAccess, StoredAccount } from '../row-database.ts';
import { type AccountRow, openAccount, replaceAccount, sweepReplaced } from './accounts.ts';
import { type Connection, clientSettings, connectionOf, inTransaction, prepare } from './connect.ts';
import { storageErrorOf } from './errors.ts';
import { acquireLease, type ConnectionLease } from './lease.ts';
import {
  findDueRechecks,
  findKeys,
  findKeysBySid,
  findMetadata,
  findRows,
  findRowsByKey,
  findUnseenKeys,
  loadRows,
  loadSeenWalks,
  readChanges,
} from './read-rows.ts';
import { writeRows } from './write-rows.ts';

/** Maximum number of connections besides that of the leader: one for the sync, and some for clients. */
const maxConnections = 4;

/** Opens the database that several processes share, whose tables are created on first use. */
export async function openPostgresDatabase(url: string): Promise<RowDatabase> {
  const pool = new pg.Pool({ ...clientSettings(url), max: maxConnections, idleTimeoutMillis: 60_000 });
  // A connection that is lost while it is idle is replaced with the next statement.
  pool.on('error', () => undefined);
  try {
    const salt = await withClient(pool, prepare);
    return createPostgresDatabase(url, pool, salt);
  } catch (error) {
    await pool.end();
    throw storageErrorOf(error);
  }
}

async function withClient<T>(pool: pg.Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const result = await work(connectionOf(client));
    client.release();
    return result;
  } catch (error) {
    // The state of the connection is not known after a failure.
    client.release(true);
    throw error;
  }
}

function createPostgresDatabase(url: string, pool: pg.Pool, salt: string): RowDatabase {
  const known = new Map<number, number>();
  let lease: ConnectionLease | null = null;

  async function attempt<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await withClient(pool, work);
    } catch (error) {
      throw storageErrorOf(error);
    }
  }

  const reading =
    <Args extends readonly unknown[], T>(read: (connection: Connection, ...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      attempt(connection => read(connection, ...args));

  /** Changes rows by the connection that holds the lead, as long as this process has it or has not noticed its loss. */
  async function change<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const held = lease?.connection;
    const transact = (connection: Connection) => inTransaction(connection, () => work(connection));
    if (!held) return attempt(transact);
    try {
      return await transact(held);
    } catch (error) {
      throw storageErrorOf(error);
    }
  }

  function opened(account: AccountRow): StoredAccount {
    if (!known.has(account.id)) known.set(account.id, account.version);
    return { ...account, salt };
  }

  async function write(write: RowWrite): Promise<readonly number[]> {
    const knownVersion = known.get(write.account);
    const { ids, before, version } = await change(connection => writeRows(connection, write, knownVersion));
    if (before === knownVersion) known.set(write.account, version);
    return ids;
  }

  const shared: SharedAccess = {
    knownVersion: account => known.get(account) ?? 0,
    loadSeenWalks: reading(loadSeenWalks),
    async lead(accounts, cancellation) {
      const acquired = await acquireLease(url, accounts, cancellation);
      lease = acquired;
      return {
        loss: acquired.loss,
        async release() {
          if (lease === acquired) lease = null;
          await acquired.release();
        },
      };
    },
  };

  return {
    openAccount: async (source, name) =>
      opened(await attempt(connection => openAccount(connection, source, name))),
    replaceAccount: async account => opened(await change(connection => replaceAccount(connection, account))),
    sweep: limit => change(connection => sweepReplaced(connection, limit)),
    loadRows: reading(loadRows),
    findRows: reading(findRows),
    findRowsByKey: reading(findRowsByKey),
    findKeysBySid: reading(findKeysBySid),
    findMetadata: reading(findMetadata),
    findKeys: reading(findKeys),
    unseenKeys: reading(findUnseenKeys),
    dueRechecks: reading(findDueRechecks),
    write,
    async changesSince(account, version, limit) {
      const changes = await attempt(connection => readChanges(connection, account, version, limit));
      // Nothing of an account is known until it is opened again to load all of its rows.
      if (changes === null) known.delete(account);
      else if (version === known.get(account)) known.set(account, changes.version);
      return changes;
    },
    shared,
    async close() {
      await lease?.release();
      await pool.end();
    },
  };
}
