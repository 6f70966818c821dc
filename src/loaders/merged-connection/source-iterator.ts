import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import { type CallFilter, isSelective, matches } from '../../domain/call-filter.ts';
import type { CallSource, ListedRow, ListPage, Position } from '../../domain/call-source.ts';
import { microsecondsOf } from '../../domain/instant.ts';
import { contradicts } from '../../domain/row-times.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** Progress of one source, as a cursor remembers it. */
export interface Place {
  /** Null at the newest end, `end` when nothing is left. */
  readonly position: Position | 'end' | null;
  /** Watermark in microseconds: no later row counts as newer. A page that contradicts it resets it. */
  readonly passed: number;
  /** The source's own count, taken with its first page. */
  readonly total: number | null;
}

export const theNewestEnd: Place = { position: null, passed: Number.POSITIVE_INFINITY, total: null };

/** The number of consecutive rows older than `startedAfter` that ends a list, because the list is newest first. */
const wholePage = 100;

export interface StreamOptions {
  /** A source that the filter admits; `sources` is not tested again for its rows. */
  readonly source: CallSource;
  readonly filter: CallFilter;
  readonly from: Place;
  /** The number of upstream requests this stream may cost. */
  readonly budget: number;
  readonly scope: RequestScope;
}

/** A source's list as an input of the k-way merge, read on demand. */
export interface SourceStream {
  readonly name: SourceName;
  readonly place: Place;
  /** Rows gone through, matching or not. */
  readonly scanned: number;
  readonly requests: number;
  readonly failure: unknown;
  /** Present if the source failed and a cached answer took its place: the answer's time, and the failure. */
  readonly stale: ListPage['stale'];
  readonly damaged: boolean;
  /** The budget did not suffice to read all rows that may come before those given. */
  readonly truncated: boolean;
  /** Whether no row is at hand and another request may bring one. */
  isHungry(): boolean;
  /** Whether no row is at hand and the budget is used up, so that rows below `place.passed` are unknown. */
  isStalled(): boolean;
  /** The time of the row at hand, in microseconds; null without a row at hand. */
  readonly headTime: number | null;
  /** Whether another matching row is at hand, or may be had later. */
  mayGoOn(): boolean;
  fill(want: number): Promise<void>;
  /** Passes the row at hand; null if it does not match the filter. */
  take(): Call | null;
}

export function createStream({ source, filter, from, budget, scope }: StreamOptions): SourceStream {
  let rows: readonly ListedRow[] = [];
  let index = 0;
  let next: Position | null = from.position === 'end' ? null : from.position;
  let ended = from.position === 'end';
  /** The watermark of the page at hand; `place.passed` changes only when a row is taken. */
  let watermark = from.passed;
  let tooOld = 0;

  const oldest =
    filter.startedAfter === null ? Number.NEGATIVE_INFINITY : microsecondsOf(filter.startedAfter);
  const matchesAll = !isSelective(filter);
  const isWanted = ({ call }: ListedRow): boolean => matchesAll || matches(filter, call);
  const head = (): ListedRow | undefined => rows[index];

  function moveTo(next: number): void {
    index = next;
    const row = head();
    stream.headTime = row ? Math.min(watermark, row.time) : null;
  }

  const starved = (): boolean => head() === undefined && !ended && stream.failure === null;

  async function fill(want: number): Promise<void> {
    const { position, passed } = stream.place;
    stream.requests += 1;
    try {
      const maxRequests = budget - stream.requests + 1;
      const page = await source.listCalls({ filter, position: next, passed, want, maxRequests }, scope);
      stream.requests += (page.requests ?? 1) - 1;
      stream.truncated ||= page.isTruncated ?? false;
      rows = page.rows;
      next = page.next;
      ended = next === null;
      stream.damaged ||= page.damaged;
      stream.stale ??= page.stale;
      if (position === null) stream.place = { ...stream.place, total: page.total };
      if (rows.length === 0) stream.place = { ...stream.place, position: next ?? 'end' };
      const times = rows.map(row => row.time);
      watermark = contradicts(times, passed) ? Number.POSITIVE_INFINITY : passed;
      moveTo(0);
    } catch (error) {
      stream.failure = error;
    }
  }

  /** Ends the list after a whole page of rows that are too old, because no later row can match. */
  function endIfTooOld({ time }: ListedRow): void {
    tooOld = time < oldest ? tooOld + 1 : 0;
    if (tooOld < wholePage) return;
    rows = rows.slice(0, index + 1);
    next = null;
    ended = true;
  }

  function take(): Call | null {
    const row = head();
    const { headTime } = stream;
    if (!row || headTime === null) return null;
    stream.scanned += 1;
    endIfTooOld(row);
    const isLast = ended && index + 1 === rows.length;
    stream.place = {
      total: stream.place.total,
      position: isLast ? 'end' : row.position,
      passed: headTime,
    };
    watermark = headTime;
    moveTo(index + 1);
    return isWanted(row) ? row.call : null;
  }

  const stream = {
    name: source.name,
    place: from,
    scanned: 0,
    requests: 0,
    failure: null as unknown,
    stale: undefined as ListPage['stale'],
    damaged: false,
    truncated: false,
    headTime: null as number | null,
    isHungry: () => starved() && stream.requests < budget,
    isStalled: () => starved() && stream.requests >= budget,
    mayGoOn: () => !ended || rows.slice(index).some(isWanted),
    fill,
    take,
  };
  return stream;
}
