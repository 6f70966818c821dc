import type { Cancellation } from '../async/cancellation.ts';
import type { Call } from './call.ts';
import type { CallFilter } from './call-filter.ts';
import type { CallOrder } from './call-order.ts';
import type { IndexStats, StatsRequest } from './call-stats.ts';
import type { CostConversion } from './cost-conversion.ts';
import type { CallErrorCode } from './errors.ts';
import type { Instant } from './instant.ts';
import type { SourceName } from './source-name.ts';

/** A local copy of the list rows of all calls, which a background sync keeps complete. It answers without upstream requests. */
export interface CallIndex {
  /** Whether rows lack numbers and metadata, and filters take only whole numbers or their last four digits; absent if not. */
  readonly isMasked?: boolean;
  /** Coverage of a source at this moment; null if the index keeps no calls of the source. */
  coverageOf(source: SourceName): CallIndexCoverage | null;
  /** How the sync of a source goes at this moment; null if it keeps no calls of it. */
  activityOf(source: SourceName): CallIndexActivity | null;
  /** Lists a page. Rejects with OVERLOADED if too many requests wait for the index. */
  list(request: IndexListRequest, cancellation?: Cancellation): Promise<IndexPage>;
  /**
   * Computes statistics, for which callers take turns. Rejects with OVERLOADED if too many requests wait for the index or one takes too long, and with
   * QUERY_TOO_EXPENSIVE for too many groups.
   */
  stats(request: StatsRequest, cancellation?: Cancellation, caller?: string): Promise<IndexStats>;
}

/** An event of the index for operators; its message holds no key of a call. */
export interface CallIndexNotice {
  /** Null for an event of the whole index. */
  readonly source: SourceName | null;
  readonly type: CallIndexNoticeType;
  /** A sentence. */
  readonly message: string;
}

export type CallIndexNoticeType =
  /** A walk has finished. */
  | 'WALKED'
  /** A walk starts over, because the source refused its place or repeats its pages. */
  | 'STARTED_OVER'
  /** The index is built anew, because the credentials are of another account. */
  | 'REBUILT'
  /** The file of the index was set aside, or its worker was started again. */
  | 'STORE'
  /** The index cannot be kept. */
  | 'FAILED'
  /** The index is kept again. */
  | 'RECOVERED';

/** Work of the sync of one source. */
export interface CallIndexActivity {
  readonly requestsPerSecond: number;
  /** Seconds until the walk under way is done, at its rate so far; null without one, or before that is known. */
  readonly remaining: number | null;
}

/** How far the index of one source has come. */
export type CallIndexState = 'BUILDING' | 'CURRENT' | 'BEHIND' | 'FAILED';

export interface CallIndexCoverage {
  readonly state: CallIndexState;
  readonly callCount: number;
  /** Every call since then is in the index, as the last finished walk proved; null before the first. */
  readonly completeBackTo: Instant | null;
  /** Time of the oldest call that the walk under way has reached; null without one. */
  readonly reachedBackTo: Instant | null;
  /** When the newest end of the list was read last; null before the first time. */
  readonly asOf: Instant | null;
  /** End of the last finished walk. Calls that were deleted while it ran, or since, may still be in the index. */
  readonly provenAt: Instant | null;
  /** Calls older than this are not kept; null if all are. */
  readonly keepsFrom: Instant | null;
  /** Number of rows that the last finished walk could not read. */
  readonly damaged: number;
  /** Error code of the reason for which the index cannot be kept; null unless the state is FAILED. */
  readonly failure: CallErrorCode | 'INTERNAL_SERVER_ERROR' | null;
}

export interface IndexListRequest {
  readonly filter: CallFilter;
  /** The sources whose calls may match. */
  readonly sources: readonly SourceName[];
  readonly order: CallOrder;
  /** Rates by which costs are ordered. */
  readonly conversion: CostConversion;
  /** Maximum number of calls. */
  readonly limit: number;
  /** The page follows this place, or precedes it if `isBackward`. Null for the start of the list, or its end. */
  readonly from: IndexPlace | null;
  readonly isBackward: boolean;
}

/** Place of a call in an order; it stays valid when the call is gone. */
export interface IndexPlace {
  /** The figure of the order: a decimal as text for costs, microseconds for times; null if unknown. */
  readonly value: number | string | null;
  /** Time of the call in microseconds; null if unknown. */
  readonly time: number | null;
  /** Hash of the call's source and key, of 53 bits. */
  readonly tie: number;
}

/** A page of the index, of one moment. */
export interface IndexPage {
  /** In the order of the list, also for a page that was read backward. */
  readonly rows: readonly IndexedRow[];
  /** Whether calls precede the first row, and follow the last one. */
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** Number of all calls that match; null if the time did not suffice to test each. */
  readonly totalCount: number | null;
  /** Present if the time did not suffice to fill the page: the place at which the list goes on. */
  readonly stoppedAt: IndexPlace | null;
  /** Each of the requested sources. */
  readonly sources: readonly IndexedSource[];
}

export interface IndexedRow {
  readonly call: Call;
  /** When the source was first asked for this version of the call, in milliseconds since 1970. */
  readonly readAt: number;
  readonly place: IndexPlace;
}

export interface IndexedSource {
  readonly source: SourceName;
  /** Number of its calls that match; null if the time did not suffice to test each. */
  readonly total: number | null;
  readonly coverage: CallIndexCoverage;
}
