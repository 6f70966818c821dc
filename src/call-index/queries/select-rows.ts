import { createMatcher } from '../../domain/call-matcher.ts';
import type { SelectRows } from '../statistics/statistics.ts';
import { codeIsOneOf } from './column-tests.ts';
import type { ColumnView } from './column-view.ts';
import { blockCountOf, judgeBlock, rangeOfBlock, selectInBlock } from './row-blocks.ts';
import { compileRowFilter, type RowFilter } from './row-filter.ts';
import { selectedRow } from './row-loops.ts';
import { byUsefulness } from './row-sample.ts';
import { createRowVerdicts, greatestVerdict, type RowVerdicts, verdictCodes } from './row-verdicts.ts';
import { type ReadCalls, testRows } from './test-candidates.ts';

/** Number of calls that are tested before other requests have their turn. */
const pieceSize = 500;

/** Creates the selection of all rows that match. Calls on which the columns do not decide are read and tested before. */
export function createRowSelection(view: ColumnView, readCalls: ReadCalls): SelectRows {
  return async (request, pause, use) => {
    const verdicts = createRowVerdicts(view.columns);
    const matches = createMatcher(request.filter);
    for (;;) {
      const filter = compileRowFilter(view, request.filter, request.sources);
      if (filter === null) return use(new Int32Array());
      const untested = filter.isUndecided ? rowsWith(view, filter, verdicts, 'untested') : [];
      if (untested.length === 0)
        return use(filter.isUndecided ? rowsWith(view, filter, verdicts, 'matches') : rowsOf(view, filter));
      await testRows([...untested.slice(0, pieceSize)], matches, { verdicts, readCalls });
      await pause();
    }
  };
}

function rowsWith(
  view: ColumnView,
  filter: RowFilter,
  verdicts: RowVerdicts,
  verdict: keyof typeof verdictCodes,
): Int32Array {
  const column = verdicts.column(filter.isUndecided ?? (() => false));
  const test = codeIsOneOf(column, [verdictCodes[verdict]], greatestVerdict);
  return rowsOf(view, { ...filter, tests: [...filter.tests, test] });
}

/** Rows that pass the tests of a filter, in ascending order. */
function rowsOf({ columns: { rowCount } }: ColumnView, { sourceTest, tests }: RowFilter): Int32Array {
  const rows = new Int32Array(rowCount);
  const all = byUsefulness([sourceTest, ...tests], rowCount);
  let found = 0;
  for (let block = 0; block < blockCountOf(rowCount); block += 1) {
    const verdict = judgeBlock(all, block);
    if (verdict === 'NONE') continue;
    if (verdict === 'ALL') {
      const [start, end] = rangeOfBlock(block, rowCount);
      for (let row = start; row < end; row += 1) rows[found++] = row;
    } else {
      const count = selectInBlock(all, block, rowCount);
      for (let at = 0; at < count; at += 1) rows[found++] = selectedRow(at);
    }
  }
  return rows.subarray(0, found);
}
