import type { FigureSpread } from '../../domain/call-stats.ts';
import { rounded } from '../../domain/distribution.ts';
import { billionths, quotient } from './exact-arithmetic.ts';
import { addBillionths, createExactSums, type ExactSums, sumIn } from './exact-sums.ts';
import type { RowGroups } from './row-groups.ts';

/** How the values of a figure are spread in each group. */
export interface SpreadSums {
  readonly known: Int32Array;
  /** In billionths. */
  readonly sums: ExactSums;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Sums the values of some rows by group; NaN is unknown. */
export function sumSpread(column: Float64Array, rows: Int32Array, { groupOf, count }: RowGroups): SpreadSums {
  const known = new Int32Array(count);
  const sums = createExactSums(count);
  const min = new Float64Array(count).fill(Infinity);
  const max = new Float64Array(count).fill(-Infinity);
  for (let at = 0; at < rows.length; at += 1) {
    const value = column[rows[at] ?? 0] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const group = groupOf[at] ?? 0;
    known[group] = (known[group] ?? 0) + 1;
    if (value < (min[group] ?? 0)) min[group] = value;
    if (value > (max[group] ?? 0)) max[group] = value;
    addBillionths(sums, group, value);
  }
  return { known, sums, min, max };
}

/** How a figure is spread over several groups together. */
export function spreadOf(
  { known, sums, min, max }: SpreadSums,
  groups: readonly number[],
  percentiles: FigureSpread['percentiles'],
): FigureSpread {
  let count = 0;
  let sum = 0n;
  let least = Infinity;
  let greatest = -Infinity;
  for (const group of groups) {
    count += known[group] ?? 0;
    sum += sumIn(sums, group);
    least = Math.min(least, min[group] ?? Infinity);
    greatest = Math.max(greatest, max[group] ?? -Infinity);
  }
  return {
    known: count,
    sum: count === 0 ? null : toSixPlaces(sum, 1),
    mean: count === 0 ? null : toSixPlaces(sum, count),
    min: rounded(least),
    max: rounded(greatest),
    percentiles,
  };
}

const toSixPlaces = (sum: bigint, count: number): number | null =>
  rounded(Number(quotient(billionths(sum), { digits: BigInt(count), scale: 0 }, 6)));
