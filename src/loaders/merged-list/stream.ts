import { type Call, timeOf } from '../../domain/call.ts';
import { type CallFilter, matches } from '../../domain/call-filter.ts';
import type { CallSource, ListedRow, ListPage, Position } from '../../domain/call-source.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** How far one source has been read: what a cursor remembers of it. */
export interface Place {
  /** Null at the newest end, `end` when nothing is left. */
  readonly position: Position | 'end' | null;
  /** The running minimum of the rows passed, in microseconds; nothing that follows counts as newer. */
  readonly passed: number;
  /** The source's own count, taken with its first page. */
  readonly total: number | null;
}

export const theNewestEnd: Place = { position: null, passed: Number.POSITIVE_INFINITY, total: null };

export interface StreamOptions {
  readonly source: CallSource;
  readonly filter: CallFilter;
  readonly from: Place;
  /** How many upstream requests this stream may cost. */
  readonly budget: number;
  readonly scope: RequestScope;
}

/** One source's list, read as far as the merge asks for. */
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
  /** Nothing at hand, but more to be had. */
  readonly hungry: boolean;
  /** Nothing at hand, and no request left to get more: what lies beyond `place.passed` is unknown. */
  readonly stalled: boolean;
  /** When the row at hand happened; null when there is none. */
  readonly headTime: number | null;
  /** Whether another matching row is at hand, or may be had later. */
  readonly mayGoOn: boolean;
  fill(want: number): Promise<void>;
  /** Passes the row at hand; null if it does not match the filter. */
  take(): Call | null;
}

export function createStream({ source, filter, from, budget, scope }: StreamOptions): SourceStream {
  let place = from;
  let rows: readonly ListedRow[] = [];
  let index = 0;
  let next: Position | null = from.position === 'end' ? null : from.position;
  let ended = from.position === 'end';
  let scanned = 0;
  let requests = 0;
  let failure: unknown = null;
  let stale: ListPage['stale'];
  let damaged = false;

  /** When the row at hand happened: asked for again and again, and dear to read off its timestamp. */
  let headTime: number | null = null;

  const head = (): ListedRow | undefined => rows[index];

  function moveTo(next: number): void {
    index = next;
    const row = head();
    headTime = row ? Math.min(place.passed, timeOf(row.call)) : null;
  }

  const starved = (): boolean => head() === undefined && !ended && failure === null;

  async function fill(want: number): Promise<void> {
    const first = place.position === null;
    requests += 1;
    try {
      const page = await source.listCalls({ filter, position: next, passed: place.passed, want }, scope);
      rows = page.rows;
      next = page.next;
      ended = next === null;
      damaged ||= page.damaged;
      stale ??= page.stale;
      if (first) place = { ...place, total: page.total };
      if (rows.length === 0) place = { ...place, position: next ?? 'end' };
      moveTo(0);
    } catch (error) {
      failure = error;
    }
  }

  function take(): Call | null {
    const row = head();
    if (!row || headTime === null) return null;
    scanned += 1;
    const last = ended && index + 1 === rows.length;
    place = { total: place.total, position: last ? 'end' : row.position, passed: headTime };
    moveTo(index + 1);
    return matches(filter, row.call) ? row.call : null;
  }

  return {
    name: source.name,
    get place() {
      return place;
    },
    get scanned() {
      return scanned;
    },
    get requests() {
      return requests;
    },
    get failure() {
      return failure;
    },
    get stale() {
      return stale;
    },
    get damaged() {
      return damaged;
    },
    get hungry() {
      return starved() && requests < budget;
    },
    get stalled() {
      return starved() && requests >= budget;
    },
    get headTime() {
      return headTime;
    },
    get mayGoOn() {
      return !ended || rows.slice(index).some(row => matches(filter, row.call));
    },
    fill,
    take,
  };
}
