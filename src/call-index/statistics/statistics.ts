import type { Cancellation } from '../../async/cancellation.ts';
import { createFairQueue } from '../../async/fair-queue.ts';
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

/**
 * Computes statistics, one query after another, for which callers take turns. Rejects with OVERLOADED, and with the reason of the
 * cancellation.
 */
export type Statistics = (
  request: StatsRequest,
  cancellation: Cancellation,
  caller?: string,
) => Promise<ColumnStats>;

interface WaitingQuery {
  start(): Promise<void>;
  refuse(): void;
}

/** Maximum number of queries that wait for the one under way. */
const maxWaiting = 4;

/** Maximum time of a query in milliseconds, without its pauses. */
const maxMilliseconds = 2_000;

export function createStatistics({ columns, selectRows, nextTurn, clock }: StatisticsOptions): Statistics {
  const memory = createStatsMemory();
  const queue = createFairQueue<WaitingQuery>();
  let isComputing = false;

  async function compute(request: StatsRequest, cancellation: Cancellation): Promise<ColumnStats> {
    const pause = createPause({ nextTurn, clock, cancellation });
    await pause();
    return selectRows(request, pause, rows => computeStats(columns, rows, request, pause, memory));
  }

  async function computeInTurn(): Promise<void> {
    if (isComputing) return;
    isComputing = true;
    for (let next = queue.shift(isReady); next; next = queue.shift(isReady)) await next.start();
    isComputing = false;
  }

  /** Makes room in a full queue at the cost of the caller with the most queries in it; false if that is this one. */
  function makeRoom(caller: string): boolean {
    if (queue.size < maxWaiting) return true;
    const displaced = queue.displaceableFor(caller);
    if (!displaced) return false;
    queue.remove(displaced);
    displaced.refuse();
    return true;
  }

  return (request, cancellation, caller = '') =>
    new Promise((resolve, reject) => {
      const refuse = () => reject(overloaded('Too many statistics are computed already.'));
      if (!makeRoom(caller)) return refuse();
      const start = () => compute(request, cancellation).then(resolve, reject);
      queue.push(caller, { start, refuse });
      void computeInTurn();
    });
}

const isReady = (): boolean => true;

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
