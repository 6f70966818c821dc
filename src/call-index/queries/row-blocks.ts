import { rowsPerBlock } from '../columns/columns.ts';
import type { BlockVerdict, ColumnTest } from './column-tests.ts';

export const blockCountOf = (rowCount: number): number => Math.ceil(rowCount / rowsPerBlock);

/** Judges a block by all tests together. */
export function judgeBlock(tests: readonly ColumnTest[], block: number): BlockVerdict {
  let verdict: BlockVerdict = 'ALL';
  for (const test of tests) {
    const own = test.judge(block);
    if (own === 'NONE') return 'NONE';
    if (own === 'SOME') verdict = 'SOME';
  }
  return verdict;
}

/** First row of a block, and the row after its last one. */
export const rangeOfBlock = (block: number, rowCount: number): readonly [start: number, end: number] => [
  block * rowsPerBlock,
  Math.min((block + 1) * rowsPerBlock, rowCount),
];

/** Selects the rows of a block that pass all tests, and returns their number. Not every test may judge that all rows pass. */
export function selectInBlock(tests: readonly ColumnTest[], block: number, rowCount: number): number {
  const [start, end] = rangeOfBlock(block, rowCount);
  let count: number | null = null;
  for (const test of tests)
    if (test.judge(block) !== 'ALL') count = count === null ? test.scan(start, end) : test.narrow(count);
  return count ?? 0;
}
