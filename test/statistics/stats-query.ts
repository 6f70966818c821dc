import type { statsByBruteForce } from '../call-index/statistics/stats-oracle.ts';

const figures = `
  callCount endedCount completedCount
  duration { known sum mean min max p50: percentile(at: 0.5) p95: percentile(at: 0.95) }
  turnCount { known sum mean min max p50: percentile(at: 0.5) p95: percentile(at: 0.95) }
  costs { unit currency known total perCall perMinute }
  convertedCost { unit currency known total perCall perMinute }`;

/** All figures of statistics. */
export const statsQuery = `query (
  $filter: CallFilter, $groupBy: [CallStatsDimension!], $interval: CallStatsInterval, $timeZone: String, $first: Int,
  $orderBy: CallStatsOrder
) {
  callStats(filter: $filter, groupBy: $groupBy, interval: $interval, timeZone: $timeZone, first: $first, orderBy: $orderBy) {
    total { ${figures} }
    groups {
      key {
        intervalStart intervalEnd source agent { source agentId name } status direction endReason flowName hourOfDay dayOfWeek
      }
      figures { ${figures} }
    }
    groupCount
  }
}`;

/** Percentiles that the query selects. */
export const shares = { duration: [0.5, 0.95], turnCount: [0.5, 0.95] };

/** Figures of the oracle as an answer has them. */
export function answerOf(stats: ReturnType<typeof statsByBruteForce>) {
  const spread = ({ percentiles, ...rest }: (typeof stats)['total']['duration']) => ({
    ...rest,
    p50: percentiles.get(0.5),
    p95: percentiles.get(0.95),
  });
  const answer = (of: (typeof stats)['total']) => ({
    ...of,
    duration: spread(of.duration),
    turnCount: spread(of.turnCount),
  });
  return {
    total: answer(stats.total),
    groups: stats.groups.map(({ key, figures }) => ({ key, figures: answer(figures) })),
    groupCount: stats.groupCount,
  };
}
