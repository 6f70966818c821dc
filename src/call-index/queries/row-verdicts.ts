import { blockOf, type Columns, rowsPerBlock } from '../columns/columns.ts';
import { blockCountOf } from './row-blocks.ts';
import type { RowPredicate } from './row-criterion.ts';

/** Codes of a column of verdicts. */
export const verdictCodes = { untested: 0, fails: 1, matches: 2 } as const;

export const greatestVerdict = verdictCodes.matches;

/** Verdicts on rows which the columns leave undecided: a column of its own, for one request. */
export interface RowVerdicts {
  /** The verdicts of this moment. Those of changed blocks are gone, and rows that the columns decide on match. */
  column(isUndecided: RowPredicate): Uint8Array;
  /** Number of changes of the block of a row, to be noted before its call is read. */
  changeCountOf(row: number): number;
  /** Notes a verdict, unless the block of the row has changed since. */
  set(row: number, matches: boolean, changeCount: number): void;
}

export function createRowVerdicts(columns: Columns): RowVerdicts {
  let verdicts = new Uint8Array(0);
  let seenCounts = new Uint32Array(0);

  function grow(): void {
    if (verdicts.length >= columns.source.length) return;
    const [shorter, shorterCounts] = [verdicts, seenCounts];
    verdicts = new Uint8Array(columns.source.length);
    seenCounts = new Uint32Array(columns.changeCounts.length);
    verdicts.set(shorter);
    seenCounts.set(shorterCounts);
  }

  function reset(block: number, isUndecided: RowPredicate): void {
    const start = block * rowsPerBlock;
    for (let row = start; row < start + rowsPerBlock; row += 1)
      verdicts[row] = isUndecided(row) ? verdictCodes.untested : verdictCodes.matches;
  }

  const changeCountOf = (row: number): number => columns.changeCounts[blockOf(row)] ?? 0;

  return {
    column(isUndecided) {
      grow();
      for (let block = 0; block < blockCountOf(columns.rowCount); block += 1) {
        const count = columns.changeCounts[block] ?? 0;
        if (seenCounts[block] === count) continue;
        seenCounts[block] = count;
        reset(block, isUndecided);
      }
      return verdicts;
    },
    changeCountOf,
    set(row, matches, changeCount) {
      if (changeCountOf(row) === changeCount)
        verdicts[row] = matches ? verdictCodes.matches : verdictCodes.fails;
    },
  };
}
