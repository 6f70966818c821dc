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

export const createStream = (options: StreamOptions): SourceStream => new Stream(options);

/** A class, because V8 makes each getter in an object literal a shape of its own. */
class Stream implements SourceStream {
  readonly name: SourceName;
  place: Place;
  scanned = 0;
  requests = 0;
  failure: unknown = null;
  stale: ListPage['stale'];
  damaged = false;
  /** Kept, because it is asked for again and again, and dear to read off a timestamp. */
  headTime: number | null = null;
  readonly #options: StreamOptions;
  #rows: readonly ListedRow[] = [];
  #index = 0;
  #next: Position | null;
  #ended: boolean;

  constructor(options: StreamOptions) {
    const { source, from } = options;
    this.name = source.name;
    this.place = from;
    this.#options = options;
    this.#ended = from.position === 'end';
    this.#next = from.position === 'end' ? null : from.position;
  }

  get hungry(): boolean {
    return this.#isStarved() && this.requests < this.#options.budget;
  }

  get stalled(): boolean {
    return this.#isStarved() && this.requests >= this.#options.budget;
  }

  get mayGoOn(): boolean {
    const { filter } = this.#options;
    return !this.#ended || this.#rows.slice(this.#index).some(row => matches(filter, row.call));
  }

  async fill(want: number): Promise<void> {
    const { source, filter, scope } = this.#options;
    const { position, passed } = this.place;
    this.requests += 1;
    try {
      const page = await source.listCalls({ filter, position: this.#next, passed, want }, scope);
      this.#takeIn(page);
      if (position === null) this.place = { ...this.place, total: page.total };
      if (page.rows.length === 0) this.place = { ...this.place, position: page.next ?? 'end' };
      this.#moveTo(0);
    } catch (error) {
      this.failure = error;
    }
  }

  take(): Call | null {
    const row = this.#head();
    if (!row || this.headTime === null) return null;
    this.scanned += 1;
    const isLast = this.#ended && this.#index + 1 === this.#rows.length;
    const { total } = this.place;
    this.place = { total, position: isLast ? 'end' : row.position, passed: this.headTime };
    this.#moveTo(this.#index + 1);
    return matches(this.#options.filter, row.call) ? row.call : null;
  }

  #takeIn({ rows, next, damaged, stale }: ListPage): void {
    this.#rows = rows;
    this.#next = next;
    this.#ended = next === null;
    this.damaged ||= damaged;
    this.stale ??= stale;
  }

  #head(): ListedRow | undefined {
    return this.#rows[this.#index];
  }

  #moveTo(index: number): void {
    this.#index = index;
    const row = this.#head();
    this.headTime = row ? Math.min(this.place.passed, timeOf(row.call)) : null;
  }

  #isStarved(): boolean {
    return this.#head() === undefined && !this.#ended && this.failure === null;
  }
}
