import type { Call } from '../../domain/call.ts';
import type { IndexPlace } from '../../domain/call-index.ts';
import { createColumnTable } from '../columns/column-table.ts';
import { columnValuesOf } from '../columns/column-values.ts';
import { createRanking, type OrderedRequest } from './ranking.ts';
import { createZoneMaps } from './zone-maps.ts';

/** Places of calls in an order, by columns of their own. */
export function placesOfCalls(calls: readonly Call[], request: OrderedRequest): readonly IndexPlace[] {
  const { columns, put } = createColumnTable();
  for (const [row, call] of calls.entries()) put(row, columnValuesOf(call));
  const ranking = createRanking({ columns, zones: createZoneMaps(columns) }, request);
  return calls.map((_, row) => ranking.placeOf(row));
}
