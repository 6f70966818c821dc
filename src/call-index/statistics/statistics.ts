import type { NextTurn } from '../../async/turn-queue.ts';
import type { StatsRequest } from '../../domain/call-stats.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { Columns } from '../columns/columns.ts';
import { type ColumnStats, computeStats } from './compute-stats.ts';
import type { Pause } from './percentiles.ts';

export interface StatisticsOptions {
  readonly columns: Columns;
  /** Selects the rows that match at the moment at which it resolves. */
  select(request: StatsRequest, pause: Pause): Promise<Int32Array>;
  readonly nextTurn: NextTurn;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Computes statistics, one query after another; rejects with OVERLOADED. */
export type Statistics = (request: StatsRequest) => Promise<ColumnStats>;

/** Maximum number of queries that wait for the one under way. */
const maxWaiting = 4;

/** Maximum time of a query in milliseconds, without its pauses. */
const maxMilliseconds = 2_000;

export function createStatistics({ columns, select, nextTurn, clock }: StatisticsOptions): Statistics {
  let last: Promise<unknown> = Promise.resolve();
  let unfinished = 0;

  async function compute(request: StatsRequest): Promise<ColumnStats> {
    const pause = createPause(nextTurn, clock);
    return computeStats(columns, await select(request, pause), request, pause);
  }

  return request => {
    if (unfinished > maxWaiting)
      return Promise.reject(overloaded('Too many statistics are computed already.'));
    unfinished += 1;
    const stats = last.then(() => compute(request));
    last = stats
      .catch(() => {})
      .finally(() => {
        unfinished -= 1;
      });
    return stats;
  };
}

function createPause(nextTurn: NextTurn, clock: () => number): Pause {
  let used = 0;
  let resumedAt = clock();
  return async () => {
    used += clock() - resumedAt;
    if (used > maxMilliseconds)
      throw overloaded(
        `These statistics take more than ${maxMilliseconds / 1000} seconds. Narrow the filter.`,
      );
    await nextTurn();
    resumedAt = clock();
  };
}

const overloaded = (message: string): SwitchboardError =>
  new SwitchboardError('OVERLOADED', message, { retryable: true, retryAfter: 1 });
