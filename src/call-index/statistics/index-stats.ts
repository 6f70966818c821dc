import type { Cancellation } from '../../async/cancellation.ts';
import type { CallIndex } from '../../domain/call-index.ts';
import type { CallStatsVerification, StatsRequest } from '../../domain/call-stats.ts';
import { instantOf } from '../../domain/instant.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { SourceCount } from '../store/index-store.ts';
import type { ColumnStats } from './compute-stats.ts';

export interface IndexStatsOptions {
  compute(request: StatsRequest, cancellation?: Cancellation, caller?: string): Promise<ColumnStats>;
  readonly coverageOf: CallIndex['coverageOf'];
  /** The last count by a source itself; null if it never counted. */
  sourceCountOf(source: SourceName): SourceCount | null;
}

/** Joins the figures of the columns with what the sync knows of their completeness. */
export const createIndexStats =
  ({ compute, coverageOf, sourceCountOf }: IndexStatsOptions): CallIndex['stats'] =>
  async (request, cancellation, caller) => {
    const { matched, ...stats } = await compute(request, cancellation, caller);
    return {
      ...stats,
      sources: request.sources.flatMap(source => {
        const coverage = coverageOf(source);
        return coverage ? [{ source, total: matched.get(source) ?? 0, coverage }] : [];
      }),
      verifications: request.sources.flatMap(source => verificationOf(source, sourceCountOf(source)) ?? []),
    };
  };

const verificationOf = (source: SourceName, count: SourceCount | null): CallStatsVerification | null =>
  count && {
    source,
    callCount: count.indexCalls,
    sourceCallCount: count.sourceCalls,
    asOf: instantOf(count.at * 1_000),
  };
