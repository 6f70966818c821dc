import type { CallFilter } from './call-filter.ts';
import type { IndexedSource } from './call-index.ts';
import type { CostUnit } from './cost.ts';
import type { CostConversion } from './cost-conversion.ts';
import type { Decimal } from './decimal.ts';
import type { CallDirection, CallStatus } from './enums.ts';
import type { Instant } from './instant.ts';
import type { SourceName } from './source-name.ts';
import type { AgentReference } from './voice-agent.ts';

/** Properties of a call by which statistics group. */
export type CallStatsDimension = (typeof callStatsDimensions)[number];

export const callStatsDimensions = [
  'SOURCE',
  'AGENT',
  'STATUS',
  'DIRECTION',
  'END_REASON',
  'FLOW_NAME',
  'HOUR_OF_DAY',
  'DAY_OF_WEEK',
] as const;

export type CallStatsInterval = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

export interface CallStatsOrder {
  readonly field: 'INTERVAL' | 'CALL_COUNT' | 'DURATION' | 'COST';
  readonly direction: 'ASC' | 'DESC';
}

/** Shares of the percentiles to compute, each above 0 and below 1, by figure. */
export interface PercentileShares {
  readonly duration: readonly number[];
  readonly turnCount: readonly number[];
}

export interface StatsRequest {
  readonly filter: CallFilter;
  /** The sources whose calls may match. */
  readonly sources: readonly SourceName[];
  /** Distinct dimensions; without one and without an interval all calls are one group. */
  readonly groupBy: readonly CallStatsDimension[];
  readonly interval: CallStatsInterval | null;
  /** IANA name of the zone in which days and hours begin. */
  readonly timeZone: string;
  /** Null for the order by interval, and then by the most calls. */
  readonly order: CallStatsOrder | null;
  /** Maximum number of groups. */
  readonly limit: number;
  readonly conversion: CostConversion;
  readonly percentiles: { readonly total: PercentileShares; readonly groups: PercentileShares };
}

/** Statistics of one moment. */
export interface IndexStats {
  readonly total: CallFigures;
  readonly groups: readonly CallStatsGroup[];
  /** Number of all groups, whether or not they are among `groups`. */
  readonly groupCount: number;
  /** Each of the requested sources. */
  readonly sources: readonly IndexedSource[];
  /** The last count by each requested source that counts. */
  readonly verifications: readonly CallStatsVerification[];
}

export interface CallStatsGroup {
  readonly key: CallStatsKey;
  readonly figures: CallFigures;
}

/** Properties that the calls of a group have in common; null if not grouped by, or if the calls have none. */
export interface CallStatsKey {
  readonly intervalStart: Instant | null;
  readonly intervalEnd: Instant | null;
  readonly source: SourceName | null;
  readonly agent: AgentReference | null;
  readonly status: CallStatus | null;
  readonly direction: CallDirection | null;
  readonly endReason: string | null;
  readonly flowName: string | null;
  readonly hourOfDay: number | null;
  readonly dayOfWeek: number | null;
}

export interface CallFigures {
  readonly callCount: number;
  readonly endedCount: number;
  readonly completedCount: number;
  readonly duration: FigureSpread;
  readonly turnCount: FigureSpread;
  /** By currency, then credits, then costs without a known currency. */
  readonly costs: readonly CallCostFigures[];
  /** Null if the rate of a known cost is missing. */
  readonly convertedCost: CallCostFigures | null;
}

/** How a figure is spread over calls, rounded to six decimals. */
export interface FigureSpread {
  /** Number of calls that have the figure. */
  readonly known: number;
  readonly sum: number | null;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** The requested percentiles, by their share. */
  readonly percentiles: ReadonlyMap<number, number | null>;
}

export interface CallCostFigures {
  readonly unit: CostUnit;
  /** An ISO 4217 code; null for credits, and if not known. */
  readonly currency: string | null;
  /** Number of calls whose cost is known. */
  readonly known: number;
  /** Exact. */
  readonly total: Decimal;
  /** To nine decimals, halves away from zero. */
  readonly perCall: Decimal | null;
  /** Cost of a minute, to nine decimals, over the calls whose cost and duration are known. */
  readonly perMinute: Decimal | null;
}

/** A source's own count of all its calls, beside that of the index at the same time. */
export interface CallStatsVerification {
  readonly source: SourceName;
  readonly callCount: number;
  /** Null if the source gave no number. */
  readonly sourceCallCount: number | null;
  readonly asOf: Instant;
}
