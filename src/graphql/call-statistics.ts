import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { StatsRequest } from '../domain/call-stats.ts';
import { indexNeeded } from '../loaders/call-list.ts';
import {
  type CallStats,
  type CallStatsRequest,
  computeCallStats,
  keyOfStatsRequest,
} from '../loaders/call-statistics.ts';

/** Statistics of one client request. */
export interface CallStatistics {
  /** Computes statistics, once for equal requests; rejects with BAD_USER_INPUT without an index. */
  compute(request: Omit<CallStatsRequest, 'percentiles'>): Promise<CallStats>;
  /** Sets the percentiles that the operation selects. */
  selectPercentiles(percentiles: StatsRequest['percentiles']): void;
}

const noShares = { duration: [], turnCount: [] };

export function createCallStatistics(
  sources: readonly ConnectedSource[],
  index: CallIndex | null,
): CallStatistics {
  let percentiles: StatsRequest['percentiles'] = { total: noShares, groups: noShares };
  const known = new Map<string, Promise<CallStats>>();
  let last: Promise<unknown> = Promise.resolve();

  /** Computes one after the other, so that a client request with many takes a single place in the queue of the index. */
  async function computeNext(request: CallStatsRequest, previous: Promise<unknown>): Promise<CallStats> {
    if (!index) throw indexNeeded('`callStats`');
    await previous;
    return computeCallStats(request, { index, sources });
  }

  return {
    compute(request) {
      const whole = { ...request, percentiles };
      const key = keyOfStatsRequest(whole);
      const stats = known.get(key) ?? computeNext(whole, last);
      known.set(key, stats);
      last = stats.catch(() => {});
      return stats;
    },
    selectPercentiles(selected) {
      percentiles = selected;
    },
  };
}
