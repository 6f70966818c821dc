import type { Cancellation } from '../../async/cancellation.ts';
import type { NextTurn } from '../../async/turn-queue.ts';
import type { StatsRequest } from '../../domain/call-stats.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { Columns } from '../columns/columns.ts';
import { type ColumnStats, computeStats } from './compute-stats.ts';
import type { Pause } from './percentiles.ts';
import { createStatsMemory } from './stats-memory.ts';

export interface StatisticsOptions {
  readonly columns: Columns;
  readonly selectRows: SelectRows;
  readonly nextTurn: NextTurn;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Selects the rows that match, and calls `use` with them at the same moment. Their array is used again after its first pause. */
export type SelectRows = <T>(
  request: StatsRequest,
  pause: Pause,
  use: (rows: Int32Array) => Promise<T>,
) => Promise<T>;

/** Computes statistics, one query after another; rejects with OVERLOADED, and with the reason of the cancellation. */
export type Statistics = (request: StatsRequest, cancellation: Cancellation) => Promise<ColumnStats>;

/** Maximum number of queries that wait for the one under way. */
const maxWaiting = 4;

/** Maximum time of a query in milliseconds, without its pauses. */
const maxMilliseconds = 2_000;

export function createStatistics({ columns, selectRows, nextTurn, clock }: StatisticsOptions): Statistics {
  const memory = createStatsMemory();
  let last: Promise<unknown> = Promise.resolve();
  let unfinished = 0;

  async function compute(request: StatsRequest, cancellation: Cancellation): Promise<ColumnStats> {
    const pause = createPause({ nextTurn, clock, cancellation });
    await pause();
    return selectRows(request, pause, rows => computeStats(columns, rows, request, pause, memory));
  }

  return (request, cancellation) => {
    if (unfinished > maxWaiting)
      return Promise.reject(overloaded('Too many statistics are computed already.'));
    unfinished += 1;
    const stats = last.then(() => compute(request, cancellation));
    last = stats
      .catch(() => {})
      .finally(() => {
        unfinished -= 1;
      });
    return stats;
  };
}

function createPause({
  nextTurn,
  clock,
  cancellation,
}: Pick<StatisticsOptions, 'nextTurn' | 'clock'> & { readonly cancellation: Cancellation }): Pause {
  let used = 0;
  let resumedAt = clock();
  return async () => {
    used += clock() - resumedAt;
    if (used > maxMilliseconds)
      throw overloaded(
        `These statistics take more than ${maxMilliseconds / 1000} seconds. Narrow the filter.`,
      );
    await nextTurn();
    if (cancellation.reason) throw cancellation.reason;
    resumedAt = clock();
  };
}

const overloaded = (message: string): SwitchboardError =>
  new SwitchboardError('OVERLOADED', message, { retryable: true, retryAfter: 1 });
