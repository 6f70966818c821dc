import type { SourceName } from '../../domain/source-name.ts';
import { createIndexedRows } from '../columns/indexed-rows.ts';
import { maskQueries } from '../masking/masked-queries.ts';
import { maskStore } from '../masking/masked-store.ts';
import type { Masking } from '../masking/masking.ts';
import { createAccounts, type OpenRowDatabase } from '../store/accounts.ts';
import { createIndexStore } from '../store/create-index-store.ts';
import { createErasure } from '../store/erasure.ts';
import { createStoredCalls } from '../store/stored-calls.ts';
import { queryHandlers } from './query-handlers.ts';
import type { Handler, Service } from './serve.ts';
import { storeHandlers } from './store-handlers.ts';

/** The requests that the worker answers, by their kinds. `masking` is null to store numbers as they are. */
export function createHandlers(openDatabase: OpenRowDatabase, masking: Masking | null = null) {
  const rows = createIndexedRows();
  const accounts = createAccounts(openDatabase, rows);
  const plain = { store: createIndexStore(accounts, rows), erasure: createErasure(accounts, rows), accounts };
  const requests = storeHandlers(masking ? maskStore(plain, masking) : plain);

  /** Follows in turn with the writes of this process, so that an earlier version of a row replaces no later one. */
  async function catchUp(sources: readonly SourceName[]): Promise<void> {
    if (accounts.shared()) await Promise.all(sources.map(source => requests.follow([source])));
  }

  const queries = queryHandlers(accounts, rows.columns, createStoredCalls(accounts, rows), catchUp);
  return {
    ...requests,
    ...(masking ? maskQueries(queries, masking) : queries),
  } satisfies Record<string, Handler>;
}

export type Handlers = ReturnType<typeof createHandlers>;

export function createService(openDatabase: OpenRowDatabase, masking: Masking | null = null): Service {
  const handlers = createHandlers(openDatabase, masking);
  return { handlers, close: () => handlers.closeStore([]) };
}
