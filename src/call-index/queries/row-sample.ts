import { rowsPerBlock } from '../columns/columns.ts';
import type { ColumnTest } from './column-tests.ts';
import { setSelectedRow } from './row-loops.ts';

/** Number of neighbours in the sample, which share cache lines. */
const runLength = 16;

const runCount = rowsPerBlock / runLength;

/** Orders tests so that those which exclude the most rows for their time come first, as a sample of the rows tells. */
export function byUsefulness(tests: readonly ColumnTest[], rowCount: number): readonly ColumnTest[] {
  if (tests.length === 1 || rowCount < 16 * rowsPerBlock) return tests;
  const rated = tests.map(test => {
    selectSample(rowCount);
    const passed = test.narrow(rowsPerBlock);
    return { test, usefulness: (rowsPerBlock - passed) / test.weight };
  });
  return rated.sort((a, b) => b.usefulness - a.usefulness).map(({ test }) => test);
}

/** Selects rows from all over the columns. */
function selectSample(rowCount: number): void {
  for (let at = 0; at < rowsPerBlock; at += 1) {
    const run = Math.floor(at / runLength);
    setSelectedRow(at, Math.floor((run * rowCount) / runCount) + (at % runLength));
  }
}
