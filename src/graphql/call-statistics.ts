import { untilCancelled } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { StatsRequest } from '../domain/call-stats.ts';
import { SwitchboardError } from '../domain/errors.ts';
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

const overtime = () =>
  new SwitchboardError(
    'OVERLOADED',
    'The time for this request is up, and these statistics are not computed yet.',
    {
      retryable: true,
    },
  );

const noShares = { duration: [], turnCount: [] };

export function createCallStatistics(
  sources: readonly ConnectedSource[],
  index: CallIndex | null,
  scope: RequestScope,
): CallStatistics {
  let percentiles: StatsRequest['percentiles'] = { total: noShares, groups: noShares };
  const known = new Map<string, Promise<CallStats>>();
  let last: Promise<unknown> = Promise.resolve();

  /** Computes one after the other, so that a client request with many takes a single place in the queue of the index. */
  async function computeNext(request: CallStatsRequest, previous: Promise<unknown>): Promise<CallStats> {
    if (!index) throw indexNeeded('`callStats`');
    await previous;
    const cancellation = scope.cancellation();
    return untilCancelled(
      () => computeCallStats(request, { index, sources, cancellation }),
      cancellation,
      overtime,
    );
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
