import { createTurnQueue } from '../../../src/async/turn-queue.ts';
import type { RowPage } from '../../../src/domain/call-source.ts';
import { SwitchboardError } from '../../../src/domain/errors.ts';
import { burki } from '../../../src/sources/burki/index.ts';
import type { QueryParameters } from '../../../src/upstream/request-headers.ts';
import { backgroundScope } from '../../request-scope.ts';
import { idleLoad } from '../idle-load.ts';

/** A row of a list in memory; its start is in seconds, null where it has none. */
export interface ListedRow {
  readonly id: number;
  readonly start: number | null;
  /** Whether it makes each list that holds it a 500. */
  readonly isMalformed?: boolean;
}

export interface ListOptions {
  /** Whether rows of equal start change their order with each request. */
  readonly isUnstable?: boolean;
  /** Whether the list gives no total, as of an older deployment. */
  readonly isBare?: boolean;
  /** Number of rows that the gateway takes at once; more are too large. */
  readonly maxRows?: number;
  /** Largest number of rows that the list gives, whatever it is asked for. */
  readonly maxGiven?: number;
  /** The total that the list gives, whatever it lists. */
  readonly total?: number;
  /** Size of the pages, which the reader takes as large as Burki allows. */
  readonly pageSize: number;
}

const spelled = (start: number): string => new Date(start * 1000).toISOString();

/** Row reader over a list in memory. */
export function openRows(initial: readonly ListedRow[], options: ListOptions) {
  const list = { rows: initial, requests: 0, isDown: false };
  let seed = 1;
  const chance = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };

  let sortedRows: readonly ListedRow[] = [];
  let sortedOf: readonly ListedRow[] | null = null;
  function inOrder(): readonly (ListedRow & { at: string | null })[] {
    if (options.isUnstable || sortedOf !== list.rows)
      sortedRows = list.rows
        .map(row => ({
          ...row,
          at: row.start === null ? null : spelled(row.start),
          tie: options.isUnstable ? chance() : row.id,
        }))
        .sort((a, b) => (b.start ?? Infinity) - (a.start ?? Infinity) || a.tie - b.tie);
    sortedOf = list.rows;
    return sortedRows as readonly (ListedRow & { at: string | null })[];
  }

  function page({ skip, limit, date_to, date_from }: QueryParameters): unknown {
    const all = inOrder();
    const from = all.findIndex(({ at }) => typeof date_to !== 'string' || (at !== null && at <= date_to));
    // The one lower bound that the reader sets is later than any row.
    const found = typeof date_from === 'string' || from < 0 ? [] : all.slice(from);
    const size = Math.min(Number(limit), options.maxGiven ?? Number.POSITIVE_INFINITY);
    const given = found.slice(Number(skip ?? 0), Number(skip ?? 0) + size);
    if (list.isDown || given.some(row => row.isMalformed))
      throw new SwitchboardError('UPSTREAM_ERROR', 'It failed.', { status: 500 });
    if (given.length > (options.maxRows ?? 1_000))
      throw new SwitchboardError('UPSTREAM_INVALID_RESPONSE', 'It is too large.', { tooLarge: true });
    const items = given.map(({ id, start }) => ({
      id,
      call_sid: `CA${id}`,
      started_at: start === null ? null : spelled(start),
    }));
    return options.isBare ? items : { items, total: options.total ?? found.length };
  }

  const reader = burki.createRows({
    upstream: {
      async getJson({ query = {} }) {
        list.requests += 1;
        return { json: page(query), text: '' };
      },
      stats: idleLoad,
      liftPauses: async () => true,
      close: async () => {},
    },
    onDrift: () => {},
    nextTurn: createTurnQueue(),
    now: () => Date.parse('2026-06-01T00:00:00Z'),
  });
  const { pageSize } = options;
  const start = {
    at: null,
    skip: 0,
    limit: pageSize,
    cap: pageSize,
    total: null,
    ties: [],
    isTrusted: false,
  };

  /** Reads all pages, and calls `between` after each. */
  async function walk(between: () => void = () => {}) {
    const ids: number[] = [];
    const pages: RowPage[] = [];
    for (let place: string | null = JSON.stringify(start); place !== null; ) {
      const page: RowPage | null = await reader.readPage(place, backgroundScope());
      if (!page || pages.length > 5_000) throw new Error('The walk does not end.');
      pages.push(page);
      ids.push(...page.calls.map(({ databaseId }) => Number(databaseId)));
      place = page.next;
      if ((place ?? '').length > 8_192) throw new Error('The place is too long.');
      between();
    }
    const damaged = pages.reduce((sum, page) => sum + page.damaged, 0);
    return { ids, pages, damaged, requests: list.requests };
  }

  return { list, reader, walk };
}
