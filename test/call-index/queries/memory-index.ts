import { type Cancellation, createCancellation } from '../../../src/async/cancellation.ts';
import { createColumnTable } from '../../../src/call-index/columns/column-table.ts';
import { columnValuesOf } from '../../../src/call-index/columns/column-values.ts';
import {
  type CallListOptions,
  createCallList,
  type ListedPage,
} from '../../../src/call-index/queries/list-calls.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import type { StoredCall } from '../../../src/call-index/store/stored-calls.ts';
import type { Call } from '../../../src/domain/call.ts';
import type { IndexListRequest, IndexPlace } from '../../../src/domain/call-index.ts';
import type { OrderedFilter } from './list-oracle.ts';

/** A call as it is stored; null for none. */
export const storedCall = (call: Call | undefined): StoredCall | null =>
  call === undefined ? null : { call, readAt: 0 };

/** Index of calls in memory, whose rows are numbered by the test. */
export function createMemoryIndex(options: Partial<CallListOptions> = {}) {
  const table = createColumnTable();
  table.reserve(10_000);
  const calls = new Map<number, Call>();
  const list = createCallList({
    view: { columns: table.columns, zones: createZoneMaps(table.columns) },
    readCalls: async rows => rows.map(row => storedCall(calls.get(row))),
    catchUp: async () => {},
    now: () => 0,
    ...options,
  });
  return {
    table,
    calls,
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

/** Reads a list to its end, page by page; backward pages come in the order of reading. */
export async function walk(
  index: Pick<MemoryIndex, 'list'>,
  request: OrderedFilter,
  { limit, isBackward }: Walk,
  betweenPages: () => void = () => {},
): Promise<ListedPage[]> {
  const pages: ListedPage[] = [];
  let from: IndexPlace | null = null;
  for (;;) {
    const page: ListedPage = await index.list({ ...request, limit, isBackward, from });
    pages.push(page);
    if (!(isBackward ? page.hasPrevious : page.hasNext)) return pages;
    from = page.stoppedAt ?? page.rows.at(isBackward ? 0 : -1)?.place ?? null;
    betweenPages();
  }
}
