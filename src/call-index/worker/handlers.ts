import type { SourceName } from '../../domain/source-name.ts';
import { createIndexedRows } from '../columns/indexed-rows.ts';
import { createAccounts, type OpenRowDatabase } from '../store/accounts.ts';
import { createIndexStore } from '../store/create-index-store.ts';
import { createErasure } from '../store/erasure.ts';
import { createStoredCalls } from '../store/stored-calls.ts';
import { queryHandlers } from './query-handlers.ts';
import type { Handler, Service } from './serve.ts';
import { storeHandlers } from './store-handlers.ts';

/** The requests that the worker answers, by their kinds. */
export function createHandlers(openDatabase: OpenRowDatabase) {
  const rows = createIndexedRows();
  const accounts = createAccounts(openDatabase, rows);
  const store = createIndexStore(accounts, rows);
  const requests = storeHandlers(store, createErasure(accounts, rows), accounts);

  /** Follows in turn with the writes of this process, so that an earlier version of a row replaces no later one. */
  async function catchUp(sources: readonly SourceName[]): Promise<void> {
    if (accounts.isShared()) await Promise.all(sources.map(source => requests.follow([source])));
  }

  return {
    ...requests,
    ...queryHandlers(accounts, rows.columns, createStoredCalls(accounts, rows), catchUp),
  } satisfies Record<string, Handler>;
}

export type Handlers = ReturnType<typeof createHandlers>;

export function createService(openDatabase: OpenRowDatabase): Service {
  const handlers = createHandlers(openDatabase);
  return { handlers, close: () => handlers.closeStore([]) };
}
