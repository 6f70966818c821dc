import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenRowDatabase } from '../../src/call-index/store/accounts.ts';
import type { SyncState } from '../../src/call-index/store/index-store.ts';
import { openPostgresDatabase } from '../../src/call-index/store/postgres/postgres-database.ts';
import type { Call } from '../../src/domain/call.ts';
import { type SourceName, sourceNames } from '../../src/domain/source-name.ts';
import { createStore, libsqlIn } from '../call-index/open-store.ts';
import { startPostgres } from '../call-index/postgres-server.ts';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { keyOf } from './changing-calls.ts';

/** Account names of the gateways whose index is read. */
export const account = 'ours';

export interface StoredIndex {
  readonly calls: ReadonlyMap<string, Call>;
  readonly states: ReadonlyMap<SourceName, SyncState>;
}

/** Place of an index that several lives of a gateway keep. */
export interface IndexStorage {
  /** Number of gateways that keep it at once. */
  readonly replicas: number;
  settingsOf(replica: number): Record<string, string>;
  /** Reads the calls as a process finds them that starts now. */
  read(): Promise<StoredIndex>;
  /** The replica that leads; null for none. */
  leader(): Promise<number | null>;
}

async function readAll(open: OpenRowDatabase): Promise<StoredIndex> {
  const { store, rows, calls } = createStore(open);
  const states = new Map<SourceName, SyncState>();
  for (const source of sourceNames) states.set(source, (await store.openAccount(source, account)).state);
  const { source, rowCount } = rows.columns;
  const taken = Array.from({ length: rowCount }, (_, row) => row).filter(row => source[row] !== 0);
  const found = await calls.callsAt(taken);
  await store.close();
  return { states, calls: new Map(found.flatMap(read => (read ? [[keyOf(read.call), read.call]] : []))) };
}

/** A file, which is read in a copy, so that the next gateway finds it as the last one left it. */
export function fileStorage(): IndexStorage {
  const path = join(scratchFolder(), 'index.db');
  return {
    replicas: 1,
    settingsOf: () => ({ INDEX_PATH: path }),
    async read() {
      const folder = scratchFolder();
      for (const suffix of ['', '-wal'])
        if (existsSync(path + suffix)) copyFileSync(path + suffix, join(folder, `index.db${suffix}`));
      return readAll(libsqlIn(folder));
    },
    leader: async () => 0,
  };
}

/** A database of PostgreSQL, which two gateways share. */
export async function databaseStorage(): Promise<IndexStorage> {
  const server = await startPostgres();
  const leaders = `select application_name from pg_stat_activity join pg_locks using (pid) where locktype = 'advisory'`;
  return {
    replicas: 2,
    settingsOf: replica => ({ INDEX_URL: `${server.url()}?application_name=${replica}` }),
    read: () => readAll(() => openPostgresDatabase(server.url())),
    async leader() {
      const [row] = await server.query(leaders);
      return row ? Number(row[0]) : null;
    },
  };
}
