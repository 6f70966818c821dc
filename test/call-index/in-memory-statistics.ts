import { computeStats } from '../../src/call-index/statistics/compute-stats.ts';
import type { Call } from '../../src/domain/call.ts';
import type { CallIndexCoverage } from '../../src/domain/call-index.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import type { CallStatsVerification, IndexStats, StatsRequest } from '../../src/domain/call-stats.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import type { SourceName } from '../../src/domain/source-name.ts';
import { columnsOf } from './columns-of.ts';

/** Statistics over columns of all calls, which are filled anew for each query. */
export interface InMemoryStatistics {
  compute(request: StatsRequest, coverage: Record<SourceName, CallIndexCoverage | null>): Promise<IndexStats>;
  /** Counts by the sources themselves. */
  readonly verifications: CallStatsVerification[];
  /** The requests since the last call of this. */
  requests(): StatsRequest[];
  /** The most queries that were under way together. */
  mostAtOnce: number;
  /** The number of queries yet that are refused. */
  failures: number;
  /** Whether queries never end. */
  isHeld: boolean;
}

export function inMemoryStatistics(calls: () => readonly Call[]): InMemoryStatistics {
  let asked: StatsRequest[] = [];
  let underWay = 0;
  const statistics: InMemoryStatistics = {
    verifications: [],
    mostAtOnce: 0,
    failures: 0,
    isHeld: false,
    requests() {
      const requests = asked;
      asked = [];
      return requests;
    },
    async compute(request, coverage) {
      asked.push(request);
      if (statistics.isHeld) return new Promise(() => {});
      if (statistics.failures-- > 0)
        throw new SwitchboardError('OVERLOADED', 'Too many.', { retryable: true });
      underWay += 1;
      statistics.mostAtOnce = Math.max(statistics.mostAtOnce, underWay);
      const stats = await statsIn(request, calls());
      underWay -= 1;
      return {
        ...stats,
        sources: request.sources.flatMap(source => {
          const known = coverage[source];
          return known ? [{ source, total: stats.matched.get(source) ?? 0, coverage: known }] : [];
        }),
        verifications: statistics.verifications.filter(({ source }) => request.sources.includes(source)),
      };
    },
  };
  return statistics;
}

function statsIn(request: StatsRequest, calls: readonly Call[]) {
  const isMatch = createMatcher(request.filter);
  const matching = calls.filter(call => request.sources.includes(call.source) && isMatch(call));
  return computeStats(columnsOf(matching), Int32Array.from(matching.keys()), request, async () => {});
}
