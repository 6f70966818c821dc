import type { Cancellation } from '../../async/cancellation.ts';
import { createTurnQueue } from '../../async/turn-queue.ts';
import type { IndexListRequest } from '../../domain/call-index.ts';
import type { StatsRequest } from '../../domain/call-stats.ts';
import type { Columns } from '../columns/columns.ts';
import { type CallListOptions, createCallList } from '../queries/list-calls.ts';
import { createRowSelection } from '../queries/select-rows.ts';
import { createZoneMaps } from '../queries/zone-maps.ts';
import { createStatistics } from '../statistics/statistics.ts';
import type { Accounts } from '../store/accounts.ts';
import type { StoredCalls } from '../store/stored-calls.ts';

/** Requests of clients, which read the columns between two writes of the sync. */
export function queryHandlers(
  { whileOpen }: Accounts,
  columns: Columns,
  calls: StoredCalls,
  catchUp: CallListOptions['catchUp'],
) {
  const view = { columns, zones: createZoneMaps(columns) };
  // All requests share a queue, so that each waits for a single piece of another one.
  const nextTurn = createTurnQueue();
  const list = createCallList({ view, calls, catchUp, nextTurn, now: clock });
  const compute = createStatistics({
    columns,
    selectRows: createRowSelection(view, calls),
    nextTurn,
    clock,
  });
  return {
    list: ([request]: readonly [IndexListRequest], cancellation: Cancellation) =>
      whileOpen(request.sources, () => list(request, cancellation)),
    stats: (
      [request, caller]: readonly [StatsRequest, caller?: string | undefined],
      cancellation: Cancellation,
    ) => whileOpen(request.sources, () => compute(request, cancellation, caller)),
  };
}

export type QueryHandlers = ReturnType<typeof queryHandlers>;

/** Monotonic milliseconds. */
const clock = (): number => performance.now();
