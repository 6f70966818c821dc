import type { Call } from '../../domain/call.ts';
import { type CallFilter, isSelective, matches } from '../../domain/call-filter.ts';
import type { CallSource, ListedRow, ListPage, Position } from '../../domain/call-source.ts';
import { microsecondsOf } from '../../domain/instant.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import { contradicts } from '../../domain/row-times.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** How far one source has been read: what a cursor remembers of it. */
export interface Place {
  /** Null at the newest end, `end` when nothing is left. */
  readonly position: Position | 'end' | null;
  /** The watermark, in microseconds: nothing that follows counts as newer. A page that contradicts it sets it anew. */
  readonly passed: number;
  /** The source's own count, taken with its first page. */
  readonly total: number | null;
}

export const theNewestEnd: Place = { position: null, passed: Number.POSITIVE_INFINITY, total: null };

/** How many rows in a row, all of them older than the filter asks for, end a list that is newest first. */
const wholePage = 100;

export interface StreamOptions {
  /** Among those that the filter names, if it names any: a row of it is not asked for its source again. */
  readonly source: CallSource;
  readonly filter: CallFilter;
  readonly from: Place;
  /** How many upstream requests this stream may cost. */
  readonly budget: number;
  readonly scope: RequestScope;
}

/** One source's list as an input of the k-way merge, read as far as the merge asks for. */
export interface SourceStream {
  readonly name: SourceName;
  readonly place: Place;
  /** Rows gone through, matching or not. */
  readonly scanned: number;
  readonly requests: number;
  readonly failure: unknown;
  /** Present where the source failed and gave what it had said before: when, and what failed. */
  readonly stale: ListPage['stale'];
  readonly damaged: boolean;
  /** The budget did not suffice to read all rows that may come before those given. */
  readonly truncated: boolean;
  /** Nothing at hand, but more to be had. */
  isHungry(): boolean;
  /** Nothing at hand, and no request left to get more: what lies beyond `place.passed` is unknown. */
  isStalled(): boolean;
  /** When the row at hand happened; null when there is none. */
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
  /** The watermark of the page at hand; apart from `place`, which keeps what the last row taken left. */
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

  /** Ends the list after a whole page of rows that are too old: no later row of a list that is newest first can match. */
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
