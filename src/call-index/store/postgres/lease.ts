import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Cancellation, createCancellation, delay } from '../../../async/cancellation.ts';
import type { AccountName } from '../row-database.ts';
import { IndexStorageError } from '../storage-error.ts';
import { type Connection, clientSettings, connectionOf, inTransaction, setServerLimits } from './connect.ts';
import { storageErrorOf } from './errors.ts';

/** The sole right to write the rows of some accounts, which a connection of its own holds. */
export interface ConnectionLease {
  /** The connection that holds the right, so that a write after its loss fails. */
  readonly connection: Connection;
  readonly loss: Cancellation;
  release(): Promise<void>;
}

/** Pause in milliseconds between two attempts to get the right, and between two checks that it is still held. */
const intervalMs = 1_000;

/** Seed that keeps these advisory locks apart from those of other programs. */
const lockSeed = 5_375_233;

/** Variable of the session, by which this process knows its own. */
const ownerVariable = 'switchboard_index.lease';

const readOwner = `select coalesce(current_setting('${ownerVariable}', true), '')`;

const tryLocks = `select bool_and(pg_try_advisory_lock(hashtextextended(name, ${lockSeed})))
  from unnest($1::text[]) as given (name)`;

/** Ends the session of a machine that has vanished after about half a minute, so that another process can lead. */
const keepalive =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4';

/**
 * Ends the session of a process that is frozen, or of a machine that is suspended, because its system goes on to answer for it.
 * PostgreSQL has this setting from version 14 on.
 */
const idleTimeout = `select set_config(name, $1, false) from pg_settings where name = 'idle_session_timeout'`;

/** Waits until no other process has the right for any of the accounts. `maxIdleMs` must be longer than the pause between checks. */
export async function acquireLease(
  url: string,
  accounts: readonly AccountName[],
  cancellation: Cancellation,
  maxIdleMs = 30_000,
): Promise<ConnectionLease> {
  const client = new pg.Client(clientSettings(url));
  const lost = createCancellation();
  const lose = () => lost.cancel(new Error('The connection that holds the lead is lost.'));
  client.on('error', lose);
  client.on('end', lose);
  const end = () => client.end().catch(() => undefined);
  const connection = connectionOf(client);
  try {
    await client.connect();
    await setServerLimits(client);
    await client.query(keepalive);
    await connection.query(idleTimeout, [String(maxIdleMs)]);
    await checkWritable(connection);
    const isOwn = await markSession(connection);
    await waitForLocks(connection, accounts, isOwn, cancellation);
    watch(isOwn, lost, lose);
  } catch (error) {
    await end();
    throw cancellation.reason ?? storageErrorOf(error);
  }
  return { connection, loss: lost, release: end };
}

/** Returns a check that the session is still the one that was marked. Rejects if another process has marked it. */
async function markSession(connection: Connection): Promise<() => Promise<boolean>> {
  const mark = randomUUID();
  const owner = async () => (await connection.query(readOwner))[0]?.[0];
  if ((await owner()) !== '') throw pooled();
  await connection.query('select set_config($1, $2, false)', [ownerVariable, mark]);
  return async () => (await owner()) === mark;
}

const pooled = (): IndexStorageError =>
  new IndexStorageError(
    'UNAVAILABLE',
    'A pooler gives the sessions of the database of the index to several processes in turn, so that none can hold its lock.',
  );

/** Rejects on a standby, which grants the lock but takes no writes, and where a setting forbids writes. */
async function checkWritable(connection: Connection): Promise<void> {
  const [[isReadOnly] = []] = await connection.query(
    `select current_setting('transaction_read_only') = 'on'`,
  );
  if (isReadOnly)
    throw new IndexStorageError(
      'UNAVAILABLE',
      'The database of the index is read-only, by a setting or because it is a standby.',
    );
}

async function waitForLocks(
  connection: Connection,
  accounts: readonly AccountName[],
  isOwn: () => Promise<boolean>,
  cancellation: Cancellation,
): Promise<void> {
  const names = accounts.map(({ source, name }) => `${source} ${name}`).sort();
  // A pooler changes no session within a transaction, which these locks outlive.
  const attempt = () =>
    inTransaction(connection, async () => {
      if (!(await isOwn())) throw pooled();
      const [[areHeld] = []] = await connection.query(tryLocks, [names]);
      if (!areHeld) await connection.query('select pg_advisory_unlock_all()');
      return areHeld;
    });
  while (!(await attempt())) await delay(intervalMs, cancellation);
}

/** Asks the server regularly, because a connection may be lost without a sign. */
async function watch(isOwn: () => Promise<boolean>, lost: Cancellation, lose: () => void): Promise<void> {
  while (!lost.reason) {
    await delay(intervalMs, lost).catch(() => undefined);
    if (!lost.reason && !(await isOwn().catch(() => false))) lose();
  }
}
