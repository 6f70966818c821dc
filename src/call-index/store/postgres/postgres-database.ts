import pg from 'pg';
import type { SourceName } from '../../../domain/source-name.ts';
import type { RowDatabase, RowWrite, SharedAccess, StoredAccount } from '../row-database.ts';
import { IndexStorageError } from '../storage-error.ts';
import { type AccountRow, openAccount, replaceAccount, sweepReplaced } from './accounts.ts';
import { type Connection, clientSettings, inTransaction, prepare, setServerLimits } from './connect.ts';
import { storageErrorOf } from './errors.ts';
import { acquireLease, type ConnectionLease } from './lease.ts';
import { readChanges } from './read-rows.ts';
import { createReader, withClient } from './reader.ts';
import { writeRows } from './write-rows.ts';

/** Number of rows that are deleted at once where all have to go. */
const sweptRows = 10_000;

const masksOtherwise =
  'The database of the index was written with another INDEX_NUMBERS or INDEX_NUMBERS_KEY: its rows are deleted once this process leads.';

/** Maximum number of connections besides that of the leader: one for the sync, and some for clients. */
const maxConnections = 4;

export interface PostgresOptions {
  /** Fingerprint of the key by which numbers are masked; null, the default, to store them. */
  readonly maskedBy?: string | null;
  /** Called with a sentence for operators when the rows of an account are deleted. */
  readonly onNotice?: (message: string) => void;
}

/** Opens the database that several processes share, whose tables are created on first use. */
export async function openPostgresDatabase(
  url: string,
  { maskedBy = null, onNotice = () => {} }: PostgresOptions = {},
): Promise<RowDatabase> {
  const pool = new pg.Pool({
    ...clientSettings(url),
    max: maxConnections,
    idleTimeoutMillis: 60_000,
    onConnect(client) {
      // A statement fails with its connection; without a listener, its error would end the worker.
      client.on('error', () => undefined);
      return setServerLimits(client);
    },
  });
  // A connection that is lost while it is idle is replaced with the next statement.
  pool.on('error', () => undefined);
  try {
    const salt = await withClient(pool, prepare);
    return createPostgresDatabase({ url, pool, salt, maskedBy, onNotice });
  } catch (error) {
    await pool.end();
    throw storageErrorOf(error);
  }
}

interface OpenDatabase extends Required<PostgresOptions> {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly salt: string;
}

function createPostgresDatabase({ url, pool, salt, maskedBy, onNotice }: OpenDatabase): RowDatabase {
  const known = new Map<number, number>();
  let lease: ConnectionLease | null = null;

  const { attempt, ...reads } = createReader(pool);

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
    const { maskedBy: _, ...stored } = account;
    return { ...stored, salt };
  }

  /** Only the leader replaces an account whose numbers are masked otherwise, because another process may be using it. */
  async function openOwn(source: SourceName, name: string, erasedVersion?: number): Promise<AccountRow> {
    const account = await attempt(connection =>
      openAccount(connection, source, name, maskedBy, erasedVersion),
    );
    if (account.maskedBy === maskedBy) return account;
    if (!lease) throw new IndexStorageError('UNAVAILABLE', masksOtherwise);
    const replacement = await change(connection => replaceAccount(connection, account.id, maskedBy));
    while (await change(connection => sweepReplaced(connection, sweptRows)));
    onNotice(
      'INDEX_NUMBERS or its key was changed: the rows of the index were deleted, and it is built anew.',
    );
    return replacement;
  }

  async function write(write: RowWrite): Promise<readonly number[]> {
    const knownVersion = known.get(write.account);
    const { ids, before, version } = await change(connection => writeRows(connection, write, knownVersion));
    if (before === knownVersion) known.set(write.account, version);
    return ids;
  }

  const shared: SharedAccess = {
    knownVersion: account => known.get(account) ?? 0,
    ...reads.shared,
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
    openAccount: async (source, name, erasedVersion) => opened(await openOwn(source, name, erasedVersion)),
    replaceAccount: async account =>
      opened(await change(connection => replaceAccount(connection, account, maskedBy))),
    sweep: limit => change(connection => sweepReplaced(connection, limit)),
    ...reads.rows,
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
