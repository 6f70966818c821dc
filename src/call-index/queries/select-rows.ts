import { createScratch } from '../columns/scratch.ts';
import type { SelectRows } from '../statistics/statistics.ts';
import type { StoredCalls } from '../store/stored-calls.ts';
import { type ColumnTest, codeIsOneOf } from './column-tests.ts';
import type { ColumnView } from './column-view.ts';
import { blockCountOf, judgeBlock, rangeOfBlock, selectInBlock } from './row-blocks.ts';
import { compileRowFilter, type RowFilter } from './row-filter.ts';
import { copySelected } from './row-loops.ts';
import { createRowVerdicts, greatestVerdict, verdictCodes } from './row-verdicts.ts';
import { pieceSize, testRows } from './test-rows.ts';

/** Creates the selection of rows for statistics, which tests in pieces the calls that the columns leave undecided. */
export function createRowSelection(view: ColumnView, calls: StoredCalls): SelectRows {
  const memory = createScratch(Int32Array);
  const rowsThatPass = (filter: RowFilter, more: readonly ColumnTest[]): Int32Array =>
    selectRows(view, [filter.sourceTest, ...filter.tests, ...more], memory(view.columns.rowCount));
  return async ({ filter, sources }, pause, use) => {
    const verdicts = createRowVerdicts(view.columns);
    for (;;) {
      const compiled = compileRowFilter(view, filter, sources);
      if (compiled === null) return use(new Int32Array(0));
      const { isUndecided, isDecidedByMetadata } = compiled;
      if (isUndecided === null) return use(rowsThatPass(compiled, []));
      const column = verdicts.column(isUndecided);
      const withVerdict = (code: number): Int32Array =>
        rowsThatPass(compiled, [codeIsOneOf(column, [code], greatestVerdict)]);
      const untested = withVerdict(verdictCodes.untested);
      if (untested.length === 0) return use(withVerdict(verdictCodes.matches));
      for (let at = 0; at < untested.length; at += pieceSize) {
        const piece = [...untested.subarray(at, at + pieceSize)];
        await testRows(piece, { filter, isDecidedByMetadata, calls, verdicts });
        await pause();
      }
    }
  };
}

/** Writes the rows that pass all tests, and returns the part of the array that has them. */
function selectRows(
  { columns: { rowCount } }: ColumnView,
  all: readonly ColumnTest[],
  rows: Int32Array,
): Int32Array {
  let count = 0;
  for (let block = 0; block < blockCountOf(rowCount); block += 1) {
    const verdict = judgeBlock(all, block);
    if (verdict === 'ALL') count = writeBlock(rows, count, rangeOfBlock(block, rowCount));
    else if (verdict === 'SOME') count += copySelected(selectInBlock(all, block, rowCount), rows, count);
  }
  return rows.subarray(0, count);
}

/** Appends all rows of a block, and returns the number of rows then. */
function writeBlock(rows: Int32Array, count: number, [start, end]: readonly [number, number]): number {
  for (let row = start; row < end; row += 1) rows[count + row - start] = row;
  return count + end - start;
}
