import { type Cancellation, createCancellation } from '../../../src/async/cancellation.ts';
import { createTurnQueue } from '../../../src/async/turn-queue.ts';
import { createColumnTable } from '../../../src/call-index/columns/column-table.ts';
import { columnValuesOf } from '../../../src/call-index/columns/column-values.ts';
import {
  type CallListOptions,
  createCallList,
  type ListedPage,
} from '../../../src/call-index/queries/list-calls.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import type { StoredCall, StoredCalls } from '../../../src/call-index/store/stored-calls.ts';
import type { Call, JsonObject } from '../../../src/domain/call.ts';
import type { IndexListRequest, IndexPlace } from '../../../src/domain/call-index.ts';
import type { OrderedFilter } from './list-oracle.ts';

/** Index of calls in memory, whose rows are numbered by the test. */
export function createMemoryIndex(options: Partial<CallListOptions> = {}) {
  const table = createColumnTable();
  table.reserve(10_000);
  const calls = new Map<number, Call>();
  const stored = (row: number): StoredCall | null => {
    const call = calls.get(row);
    return call ? { call, readAt: row } : null;
  };
  const metadataOf = (rows: readonly number[]): Map<number, JsonObject> =>
    new Map(
      rows.flatMap(row => {
        const metadata = calls.get(row)?.metadata;
        return metadata ? [[row, metadata]] : [];
      }),
    );
  const view = { columns: table.columns, zones: createZoneMaps(table.columns) };
  const storedCalls: StoredCalls = {
    callsAt: async rows => rows.map(stored),
    metadataAt: async rows => metadataOf(rows),
  };
  const list = createCallList({
    view,
    calls: storedCalls,
    nextTurn: createTurnQueue(),
    catchUp: async () => {},
    now: () => 0,
    ...options,
  });
  return {
    table,
    view,
    storedCalls,
    calls,
    stored,
    metadataOf,
    put(row: number, call: Call): void {
      calls.set(row, call);
      table.put(row, columnValuesOf(call));
    },
    remove(row: number): void {
      calls.delete(row);
      table.remove(row);
    },
    list: (request: IndexListRequest, cancellation: Cancellation = createCancellation()) =>
      list(request, cancellation),
  };
}

export type MemoryIndex = ReturnType<typeof createMemoryIndex>;

export interface Walk {
  readonly limit: number;
  readonly isBackward: boolean;
}

type ReadPage = Pick<ListedPage, 'rows' | 'hasPrevious' | 'hasNext' | 'stoppedAt'>;

/** Reads a list to its end, page by page; backward pages come in the order of reading. */
export async function walk<Page extends ReadPage>(
  index: { list(request: IndexListRequest): Promise<Page> },
  request: OrderedFilter,
  { limit, isBackward }: Walk,
): Promise<Page[]> {
  const pages: Page[] = [];
  let from: IndexPlace | null = null;
  for (;;) {
    const page: Page = await index.list({ ...request, limit, isBackward, from });
    pages.push(page);
    if (!(isBackward ? page.hasPrevious : page.hasNext)) return pages;
    from = page.stoppedAt ?? page.rows.at(isBackward ? 0 : -1)?.place ?? null;
  }
}
