import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createIndexedRows } from '../../src/call-index/columns/indexed-rows.ts';
import { createAccounts, type OpenRowDatabase } from '../../src/call-index/store/accounts.ts';
import { createIndexStore } from '../../src/call-index/store/create-index-store.ts';
import { createErasure } from '../../src/call-index/store/erasure.ts';
import { newSyncState, type PageWrite } from '../../src/call-index/store/index-store.ts';
import { openLibsqlDatabase } from '../../src/call-index/store/libsql/libsql-database.ts';
import { createStoredCalls } from '../../src/call-index/store/stored-calls.ts';
import type { Call } from '../../src/domain/call.ts';

const emptyWrite: PageWrite = {
  calls: [],
  isPartial: false,
  walk: null,
  readAt: 0,
  state: newSyncState,
  rechecks: [],
  doneRechecks: [],
};

export const pageOf = (calls: readonly Call[], more: Partial<PageWrite> = {}): PageWrite => ({
  ...emptyWrite,
  calls,
  ...more,
});

/** Opens a file of libsql in a folder. */
export const libsqlIn =
  (folder: string, onNotice: (notice: string) => void = () => undefined): OpenRowDatabase =>
  isDamaged =>
    openLibsqlDatabase({ path: join(folder, 'index.db'), now: Date.now, onNotice }, isDamaged);

/** The parts of a store over a database, as the worker puts them together. */
export function createStore(openDatabase: OpenRowDatabase) {
  const rows = createIndexedRows();
  const accounts = createAccounts(openDatabase, rows);
  const store = createIndexStore(accounts, rows);
  const calls = createStoredCalls(accounts, rows);
  return { rows, accounts, store, calls, erasure: createErasure(accounts, rows) };
}

export type StoreParts = ReturnType<typeof createStore>;

/** The same, closed when the test ends. */
export function openStore(openDatabase: OpenRowDatabase): StoreParts {
  const parts = createStore(openDatabase);
  onTestFinished(() => parts.store.close().catch(() => undefined));
  return parts;
}
