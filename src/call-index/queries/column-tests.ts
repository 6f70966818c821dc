import type { Codes } from '../columns/columns.ts';
import type { RangesByCode } from './number-ranges.ts';
import type { NumberZones } from './number-zones.ts';
import {
  narrowCodes,
  narrowMask,
  narrowNumbers,
  narrowRanges,
  scanCodes,
  scanMask,
  scanNumbers,
  scanRanges,
  selectedRow,
  setSelectedRow,
} from './row-loops.ts';

/** Verdict of a zone map on the rows of its block: no row passes a test, some rows may, or all rows do. */
export type BlockVerdict = 'NONE' | 'SOME' | 'ALL';

/** Criterion of a filter over typed columns. */
export interface ColumnTest {
  judge(block: number): BlockVerdict;
  /** Selects the rows from `start` to before `end` that pass, at most a block of them, and returns their number. */
  scan(start: number, end: number): number;
  /** Keeps those of the first `count` selected rows that pass, and returns their number. */
  narrow(count: number): number;
}

const undecided = (): BlockVerdict => 'SOME';

/** Passes rows whose code is one of some. `size` is the highest code that a row may have. */
export function codeIsOneOf(column: Uint8Array | Codes, codes: readonly number[], size: number): ColumnTest {
  return size < maskBits ? codeIsInMask(column, codes) : codeIsInTable(column, codes, size);
}

/** Number of codes that fit a mask. */
const maskBits = 32;

function codeIsInMask(column: Uint8Array | Codes, codes: readonly number[]): ColumnTest {
  const mask = codes.reduce((bits, code) => bits | (1 << code), 0);
  return {
    judge: undecided,
    scan: (start, end) => scanMask(column, mask, start, end),
    narrow: count => narrowMask(column, mask, count),
  };
}

function codeIsInTable(column: Uint8Array | Codes, codes: readonly number[], size: number): ColumnTest {
  const wanted = new Uint8Array(size + 1);
  for (const code of codes) wanted[code] = 1;
  return {
    judge: undecided,
    scan: (start, end) => scanCodes(column, wanted, start, end),
    narrow: count => narrowCodes(column, wanted, count),
  };
}

/** Passes rows whose number lies in a range, both ends included; unknown numbers are in none. */
export function numberIsBetween(
  column: Float64Array,
  min: number,
  max: number,
  zones?: NumberZones,
): ColumnTest {
  const range = { min, max };
  return {
    judge: zones ? block => judgeRange(zones, block, min, max) : undecided,
    scan: (start, end) => scanNumbers(column, range, start, end),
    narrow: count => narrowNumbers(column, range, count),
  };
}

function judgeRange(zones: NumberZones, block: number, min: number, max: number): BlockVerdict {
  const least = zones.min[block] ?? 0;
  const greatest = zones.max[block] ?? 0;
  if (!(greatest >= min && least <= max)) return 'NONE';
  return least >= min && greatest <= max && zones.hasUnknown[block] === 0 ? 'ALL' : 'SOME';
}

/** Passes rows whose number lies in the range of their code. */
export const numberIsInRangeOfCode = (column: Float64Array, ranges: RangesByCode): ColumnTest => ({
  judge: undecided,
  scan: (start, end) => scanRanges(column, ranges, start, end),
  narrow: count => narrowRanges(column, ranges, count),
});

/** Passes rows that a predicate accepts. */
export const rowIsAccepted = (accepts: (row: number) => boolean): ColumnTest => ({
  judge: undecided,
  scan(start, end) {
    let passed = 0;
    for (let row = start; row < end; row += 1) if (accepts(row)) setSelectedRow(passed++, row);
    return passed;
  },
  narrow(count) {
    let passed = 0;
    for (let at = 0; at < count; at += 1)
      if (accepts(selectedRow(at))) setSelectedRow(passed++, selectedRow(at));
    return passed;
  },
});
