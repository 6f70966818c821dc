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
  return {
    ...storeHandlers(store, createErasure(accounts, rows), accounts),
    ...queryHandlers(accounts, rows.columns, createStoredCalls(accounts, rows)),
  } satisfies Record<string, Handler>;
}

export type Handlers = ReturnType<typeof createHandlers>;

export function createService(openDatabase: OpenRowDatabase): Service {
  const handlers = createHandlers(openDatabase);
  return { handlers, close: () => handlers.closeStore([]) };
}
