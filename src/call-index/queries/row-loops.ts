import { type Codes, rowsPerBlock } from '../columns/columns.ts';
import type { KeyColumn, KeyWindow, TieBound } from './key-window.ts';
import type { NumberRange, RangesByCode } from './number-ranges.ts';

// Loops over the rows of a block. None has a branch on its data, because a CPU cannot predict these. Working memory is constant
// and private to this module, because V8 takes twice as long for arrays that are arguments: docs/decisions/0011 has the
// figures. All queries of a thread share the memory, as none of them waits while it uses it.

/** Rows that have passed the tests so far. */
const selected = new Int32Array(rowsPerBlock);

/** Rows that are in the window of a page. */
const near = new Int32Array(rowsPerBlock);

export const selectedRow = (at: number): number => selected[at] ?? 0;

export const nearRow = (at: number): number => near[at] ?? 0;

export function setSelectedRow(at: number, row: number): void {
  selected[at] = row;
}

/** Copies the first `count` selected rows to a place in an array, and returns their number. */
export function copySelected(count: number, rows: Int32Array, at: number): number {
  rows.set(selected.subarray(0, count), at);
  return count;
}

/** Selects the rows from `start` to before `end` whose code is a bit of a mask, and returns their number. */
export function scanMask(column: Uint8Array | Codes, mask: number, start: number, end: number): number {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    selected[passed] = row;
    passed += (mask >>> (column[row] ?? 0)) & 1;
  }
  return passed;
}

/** Keeps those of the first `count` selected rows whose code is a bit of a mask, and returns their number. */
export function narrowMask(column: Uint8Array | Codes, mask: number, count: number): number {
  let passed = 0;
  for (let at = 0; at < count; at += 1) {
    const row = selected[at] ?? 0;
    selected[passed] = row;
    passed += (mask >>> (column[row] ?? 0)) & 1;
  }
  return passed;
}

/** Like `scanMask`, for codes of any size: `wanted` is 1 at the place of each. */
export function scanCodes(
  column: Uint8Array | Codes,
  wanted: Uint8Array,
  start: number,
  end: number,
): number {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    selected[passed] = row;
    passed += wanted[column[row] ?? 0] ?? 0;
  }
  return passed;
}

export function narrowCodes(column: Uint8Array | Codes, wanted: Uint8Array, count: number): number {
  let passed = 0;
  for (let at = 0; at < count; at += 1) {
    const row = selected[at] ?? 0;
    selected[passed] = row;
    passed += wanted[column[row] ?? 0] ?? 0;
  }
  return passed;
}

export function scanNumbers(
  column: Float64Array,
  { min, max }: NumberRange,
  start: number,
  end: number,
): number {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    const value = column[row] ?? 0;
    selected[passed] = row;
    passed += Number(value >= min) & Number(value <= max);
  }
  return passed;
}

export function narrowNumbers(column: Float64Array, { min, max }: NumberRange, count: number): number {
  let passed = 0;
  for (let at = 0; at < count; at += 1) {
    const row = selected[at] ?? 0;
    const value = column[row] ?? 0;
    selected[passed] = row;
    passed += Number(value >= min) & Number(value <= max);
  }
  return passed;
}

export function scanRanges(
  column: Float64Array,
  { codes, min, max }: RangesByCode,
  start: number,
  end: number,
): number {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    const value = column[row] ?? 0;
    const code = codes[row] ?? 0;
    selected[passed] = row;
    passed += Number(value >= (min[code] ?? 0)) & Number(value <= (max[code] ?? 0));
  }
  return passed;
}

export function narrowRanges(column: Float64Array, { codes, min, max }: RangesByCode, count: number): number {
  let passed = 0;
  for (let at = 0; at < count; at += 1) {
    const row = selected[at] ?? 0;
    const value = column[row] ?? 0;
    const code = codes[row] ?? 0;
    selected[passed] = row;
    passed += Number(value >= (min[code] ?? 0)) & Number(value <= (max[code] ?? 0));
  }
  return passed;
}

/** Number of those of the first `count` selected rows that have a code. */
export function countCode(column: Uint8Array, code: number, count: number): number {
  let found = 0;
  for (let at = 0; at < count; at += 1) found += Number(column[selected[at] ?? 0] === code);
  return found;
}

/** Number of those of the first `count` selected rows whose keys are smaller than a key. Unknown values do not count. */
export function countSmaller({ column, sign }: KeyColumn, key: number, count: number): number {
  let smaller = 0;
  for (let at = 0; at < count; at += 1) smaller += Number((column[selected[at] ?? 0] ?? 0) * sign < key);
  return smaller;
}

/** Collects the rows from `start` to before `end` that are in a window, and returns their number. */
export function siftBlock(
  { column, sign }: KeyColumn,
  { minKey, maxKey, hasUnknown }: KeyWindow,
  start: number,
  end: number,
): number {
  let count = 0;
  for (let row = start; row < end; row += 1) {
    const key = (column[row] ?? 0) * sign;
    const isUnknown = 1 - Number(key <= Infinity);
    near[count] = row;
    count += (Number(key >= minKey) & Number(key <= maxKey)) | (isUnknown & hasUnknown);
  }
  return count;
}

/** Collects those of the first `selectedCount` selected rows that are in a window, and returns their number. */
export function siftSelected(
  { column, sign }: KeyColumn,
  { minKey, maxKey, hasUnknown }: KeyWindow,
  selectedCount: number,
): number {
  let count = 0;
  for (let at = 0; at < selectedCount; at += 1) {
    const row = selected[at] ?? 0;
    const key = (column[row] ?? 0) * sign;
    const isUnknown = 1 - Number(key <= Infinity);
    near[count] = row;
    count += (Number(key >= minKey) & Number(key <= maxKey)) | (isUnknown & hasUnknown);
  }
  return count;
}

/**
 * Drops those of the first `count` rows in the window that tie with a bound and whose time, times the sign of `times`, is
 * below that of the bound. Returns the number of the others.
 */
export function dropTies(values: KeyColumn, times: KeyColumn, bound: TieBound, count: number): number {
  const { key: boundKey, isUnknown: boundIsUnknown, time: boundTime } = bound;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const row = near[at] ?? 0;
    const key = (values.column[row] ?? 0) * values.sign;
    const isUnknown = 1 - Number(key <= Infinity);
    const isTied = Number(key === boundKey) | (isUnknown & boundIsUnknown);
    const isBelow = Number((times.column[row] ?? 0) * times.sign < boundTime);
    near[kept] = row;
    kept += 1 - (isTied & isBelow);
  }
  return kept;
}
