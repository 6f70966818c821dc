import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import { type CallFilter, isSelective, matches } from '../../domain/call-filter.ts';
import type { CallSource, ListedRow, ListPage, Position } from '../../domain/call-source.ts';
import { microsecondsOf } from '../../domain/instant.ts';
import { contradicts } from '../../domain/row-times.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** Progress of one source, as a cursor remembers it. */
export interface Checkpoint {
  /** Null at the newest end, `end` when nothing is left. */
  readonly position: Position | 'end' | null;
  /** Watermark in microseconds: no later row counts as newer. A page that contradicts it resets it. */
  readonly watermark: number;
  /** The source's own count, taken with its first page. */
  readonly total: number | null;
}

export const startOfList: Checkpoint = { position: null, watermark: Number.POSITIVE_INFINITY, total: null };

/** The number of consecutive rows older than `startedAfter` that ends a list, because the list is newest first. */
const rowsBeyondBound = 100;

export interface SourceIteratorOptions {
  /** A source that the filter admits; `sources` is not tested again for its rows. */
  readonly source: CallSource;
  readonly filter: CallFilter;
  readonly from: Checkpoint;
  /** The number of upstream requests this stream may cost. */
  readonly budget: number;
  readonly scope: RequestScope;
}

/** A source's list as an input of the k-way merge, read on demand. */
export interface SourceIterator {
  readonly name: SourceName;
  readonly checkpoint: Checkpoint;
  /** Rows gone through, matching or not. */
  readonly scanned: number;
  readonly requests: number;
  readonly failure: unknown;
  /** Present if the source failed and a cached answer took its place: the answer's time, and the failure. */
  readonly stale: ListPage['stale'];
  readonly incomplete: boolean;
  /** The budget did not suffice to read all rows that may come before those given. */
  readonly truncated: boolean;
  /** Whether no row is at hand and another request may bring one. */
  needsPage(): boolean;
  /** Whether no row is at hand and the budget is used up, so that rows below `checkpoint.watermark` are unknown. */
  budgetExhausted(): boolean;
  /** The time of the row at hand, in microseconds; null without a row at hand. */
  readonly peekTime: number | null;
  /** Whether another matching row is at hand, or may be had later. */
  mayHaveMore(): boolean;
  fetchPage(pageSize: number): Promise<void>;
  /** Passes the row at hand; null if it does not match the filter. */
  next(): Call | null;
}

export function createSourceIterator({
  source,
  filter,
  from,
  budget,
  scope,
}: SourceIteratorOptions): SourceIterator {
  let rows: readonly ListedRow[] = [];
  let index = 0;
  let nextPosition: Position | null = from.position === 'end' ? null : from.position;
  let ended = from.position === 'end';
  /** The watermark of the page at hand; that of the checkpoint changes only when a row is taken. */
  let watermark = from.watermark;
  let tooOld = 0;

  const oldest =
    filter.startedAfter === null ? Number.NEGATIVE_INFINITY : microsecondsOf(filter.startedAfter);
  const matchesAll = !isSelective(filter);
  const isWanted = ({ call }: ListedRow): boolean => matchesAll || matches(filter, call);
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

  /** Ends the list after a whole page of rows that are too old, because no later row can match. */
  function endIfTooOld({ time }: ListedRow): void {
    tooOld = time < oldest ? tooOld + 1 : 0;
    if (tooOld < rowsBeyondBound) return;
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
    return isWanted(row) ? row.call : null;
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
    mayHaveMore: () => !ended || rows.slice(index).some(isWanted),
    fetchPage,
    next,
  };
  return iterator;
}
