import { createColumnTable } from '../../src/call-index/columns/column-table.ts';
import { columnValuesOf } from '../../src/call-index/columns/column-values.ts';
import type { Columns } from '../../src/call-index/columns/columns.ts';
import type { Call } from '../../src/domain/call.ts';

/** Columns of some calls, whose row numbers are their places in the list. */
export function columnsOf(calls: readonly Call[]): Columns {
  const table = createColumnTable();
  for (const [row, call] of calls.entries()) table.put(row, columnValuesOf(call));
  return table.columns;
}
