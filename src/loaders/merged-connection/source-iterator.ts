import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import type { CallFilter } from '../../domain/call-filter.ts';
import { createMatcher } from '../../domain/call-matcher.ts';
import type { ListedRow, ListPage, Position, SourceAdapter } from '../../domain/call-source.ts';
import { microsecondsOf } from '../../domain/instant.ts';
import { contradicts } from '../../domain/row-times.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** Progress in one source's list, as a cursor encodes it. */
export interface Checkpoint {
  /** Null at the newest end; `end` after the last row. */
  readonly position: Position | 'end' | null;
  /** Watermark in microseconds: no later row counts as newer. A page that contradicts the watermark resets it. */
  readonly watermark: number;
  /** The source's own count of matches, from its first page. */
  readonly total: number | null;
}

export const startOfList: Checkpoint = { position: null, watermark: Number.POSITIVE_INFINITY, total: null };

/**
 * The number of consecutive rows older than `started.from` that ends a list, because the list is newest first: a page of
 * the client's size, within these bounds.
 */
const rowsBeyondBound = { min: 50, max: 100 } as const;

export interface SourceIteratorOptions {
  /** A source that `filter.sources` admits, because its rows are not tested for that again. */
  readonly source: SourceAdapter;
  readonly filter: CallFilter;
  readonly from: Checkpoint;
  /** The maximum number of upstream requests. */
  readonly budget: number;
  readonly scope: RequestScope;
}

/** Input of the k-way merge: the list of one source, fetched page by page on demand. */
export interface SourceIterator {
  readonly name: SourceName;
  readonly checkpoint: Checkpoint;
  /** The number of rows read, matching or not. */
  readonly scanned: number;
  readonly requests: number;
  readonly failure: unknown;
  /** The time and the failure behind a stale page; absent unless a cache entry replaced a failed response. */
  readonly stale: ListPage['stale'];
  readonly incomplete: boolean;
  /** True if the budget was too small to read every row that may precede the returned ones. */
  readonly truncated: boolean;
  /** Whether no row is buffered and another request may return one. */
  needsPage(): boolean;
  /** Whether no row is buffered and the budget is used up, so that rows below `checkpoint.watermark` are unknown. */
  budgetExhausted(): boolean;
  /** The time of the next row in microseconds; null if no row is buffered. */
  readonly peekTime: number | null;
  /** Whether another matching row is buffered, or may still be fetched. */
  mayHaveMore(): boolean;
  fetchPage(pageSize: number): Promise<void>;
  /** Consumes the next row; null if it does not match the filter. */
  next(): Call | null;
}

export function createSourceIterator(options: SourceIteratorOptions): SourceIterator {
  const { source, filter, from, budget, scope } = options;
  let rows: readonly ListedRow[] = [];
  let index = 0;
  let nextPosition: Position | null = from.position === 'end' ? null : from.position;
  let ended = from.position === 'end';
  /** The watermark of the buffered page; that of the checkpoint changes only when a row is consumed. */
  let watermark = from.watermark;
  let tooOld = 0;
  let maxTooOld: number = rowsBeyondBound.min;

  const oldest = oldestOf(filter);
  const isMatch = createMatcher(filter);
  const head = (): ListedRow | undefined => rows[index];

  function moveTo(position: number): void {
    index = position;
    const row = head();
    iterator.peekTime = row ? Math.min(watermark, row.time) : null;
  }

  const starved = (): boolean => head() === undefined && !ended && iterator.failure === null;

  async function fetchPage(pageSize: number): Promise<void> {
    const { position, watermark: before } = iterator.checkpoint;
    iterator.requests += 1;
    maxTooOld = Math.max(maxTooOld, Math.min(rowsBeyondBound.max, pageSize));
    try {
      const maxRequests = budget - iterator.requests + 1;
      const page = await source.listCalls(
        { filter, position: nextPosition, watermark: before, pageSize, maxRequests },
        scope,
      );
      iterator.requests += (page.requests ?? 1) - 1;
      iterator.truncated ||= page.isTruncated ?? false;
      rows = page.rows;
      nextPosition = page.next;
      ended = nextPosition === null;
      iterator.incomplete ||= page.incomplete;
      iterator.stale ??= page.stale;
      if (position === null) iterator.checkpoint = { ...iterator.checkpoint, total: page.total };
      if (rows.length === 0)
        iterator.checkpoint = { ...iterator.checkpoint, position: nextPosition ?? 'end' };
      const times = rows.map(row => row.time);
      watermark = contradicts(times, before) ? Number.POSITIVE_INFINITY : before;
      moveTo(0);
    } catch (error) {
      iterator.failure = error;
    }
  }

  /** Ends the list after `maxTooOld` rows in succession that are too old, because later rows are older still. */
  function endIfTooOld({ time }: ListedRow): void {
    tooOld = time < oldest ? tooOld + 1 : 0;
    if (tooOld < maxTooOld) return;
    rows = rows.slice(0, index + 1);
    nextPosition = null;
    ended = true;
  }

  function next(): Call | null {
    const row = head();
    const { peekTime } = iterator;
    if (!row || peekTime === null) return null;
    iterator.scanned += 1;
    endIfTooOld(row);
    const isLast = ended && index + 1 === rows.length;
    iterator.checkpoint = {
      total: iterator.checkpoint.total,
      position: isLast ? 'end' : row.position,
      watermark: peekTime,
    };
    watermark = peekTime;
    moveTo(index + 1);
    return isMatch(row.call) ? row.call : null;
  }

  const iterator = {
    name: source.name,
    checkpoint: from,
    scanned: 0,
    requests: 0,
    failure: null as unknown,
    stale: undefined as ListPage['stale'],
    incomplete: false,
    truncated: false,
    peekTime: null as number | null,
    needsPage: () => starved() && iterator.requests < budget,
    budgetExhausted: () => starved() && iterator.requests >= budget,
    mayHaveMore: () => !ended || rows.slice(index).some(({ call }) => isMatch(call)),
    fetchPage,
    next,
  };
  return iterator;
}

const oldestOf = ({ started }: CallFilter): number =>
  started?.from ? microsecondsOf(started.from) : Number.NEGATIVE_INFINITY;
