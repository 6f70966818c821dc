import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { IndexStorageError } from '../storage-error.ts';
import { createTables, formatNumber, schemaName, tables } from './schema.ts';

/** Runs statements, and returns their rows as arrays. */
export interface Connection {
  query<Row extends unknown[]>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

const int8 = 20;

/** Settings of every connection. The driver gives up on a server that does not answer a little later than `serverLimits` say. */
export const clientSettings = (connectionString: string): pg.ClientConfig => ({
  connectionString,
  application_name: 'switchboard index',
  connectionTimeoutMillis: 10_000,
  query_timeout: 35_000,
  keepAlive: true,
  types: { getTypeParser: (oid: number) => (oid === int8 ? Number : pg.types.getTypeParser(oid)) },
});

/** Has the server end a statement after half a minute. PgBouncer refuses connections that begin with such parameters. */
export const setServerLimits = (client: pg.ClientBase): Promise<unknown> =>
  client.query('set statement_timeout = 30000; set idle_in_transaction_session_timeout = 30000');

export const connectionOf = (client: pg.ClientBase): Connection => ({
  async query<Row extends unknown[]>(text: string, values: readonly unknown[] = []) {
    return (await client.query<Row>({ text, values: [...values], rowMode: 'array' })).rows;
  },
});

/** Runs work in a transaction, which is rolled back if it fails. */
export async function inTransaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query('begin');
  try {
    const result = await work();
    await connection.query('commit');
    return result;
  } catch (error) {
    // A connection that is lost takes its transaction along.
    await connection.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Number of the advisory lock of those who create the tables. */
const creationLock = 5_375_233_311;

/**
 * Checks the format of the tables, which are created on first use; returns the salt. The lock is that of the session, because a
 * transaction that waits for it would not see the tables of another one.
 */
export async function prepare(connection: Connection): Promise<string> {
  const found = await readStore(connection);
  if (found !== null) return found;
  await connection.query('select pg_advisory_lock($1)', [creationLock]);
  const salt = (await readStore(connection)) ?? (await inTransaction(connection, () => create(connection)));
  await connection.query('select pg_advisory_unlock($1)', [creationLock]);
  return salt;
}

/** The salt; null without tables. */
async function readStore(connection: Connection): Promise<string | null> {
  const [row] = await connection.query('select to_regclass($1) is not null', [tables.store]);
  if (!row?.[0]) return null;
  const [store] = await connection.query<[format: number, salt: string]>(
    `select format, salt from ${tables.store}`,
  );
  const [format, salt] = store ?? [0, ''];
  if (format !== formatNumber)
    throw new IndexStorageError(
      'UNAVAILABLE',
      `The schema ${schemaName} of the database has format ${format}, and this version needs ${formatNumber}: drop it once no other process uses it.`,
    );
  return salt;
}

async function create(connection: Connection): Promise<string> {
  const [encoding] = await connection.query('show server_encoding');
  if (encoding?.[0] !== 'UTF8')
    throw new IndexStorageError('UNAVAILABLE', 'The encoding of the database of the index is not UTF8.');
  const salt = randomBytes(32).toString('base64url');
  // A role that may not create schemas can use one that is there.
  const [schema] = await connection.query('select 1 from pg_namespace where nspname = $1', [schemaName]);
  if (!schema) await connection.query(`create schema ${schemaName}`);
  for (const statement of createTables.split(';\n')) await connection.query(statement);
  await connection.query(`insert into ${tables.store} (format, salt) values ($1, $2)`, [formatNumber, salt]);
  return salt;
}
