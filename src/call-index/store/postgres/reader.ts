import type pg from 'pg';
import { confirmDeletion } from './accounts.ts';
import { type Connection, connectionOf } from './connect.ts';
import { storageErrorOf } from './errors.ts';
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
  readBytes,
} from './read-rows.ts';

export async function withClient<T>(pool: pg.Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
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

/** Functions that use any connection of a pool. */
export function createReader(pool: pg.Pool) {
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
  return {
    attempt,
    rows: {
      loadRows: reading(loadRows),
      findRows: reading(findRows),
      findRowsByKey: reading(findRowsByKey),
      findKeysBySid: reading(findKeysBySid),
      findMetadata: reading(findMetadata),
      findKeys: reading(findKeys),
      unseenKeys: reading(findUnseenKeys),
      dueRechecks: reading(findDueRechecks),
    },
    shared: {
      loadSeenWalks: reading(loadSeenWalks),
      readBytes: reading(readBytes),
      confirmDeletion: reading(confirmDeletion),
    },
  };
}
