import { Big } from 'big.js';

/** Figures of how values are spread, each rounded to six decimals; null if there is no value. */
export interface CallDistribution {
  /** Number of the values. */
  readonly known: number;
  /** Null also if a double cannot hold it; so is the mean then. */
  readonly sum: number | null;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Percentile by nearest rank; `share` is above 0 and below 1. */
  percentileAt(share: number): number | null;
}

export function distributionOf(values: readonly number[]): CallDistribution {
  const ascending = Float64Array.from(values).sort();
  const known = ascending.length;
  const sum = known === 0 ? undefined : exactSum(ascending);
  return {
    known,
    sum: rounded(sum),
    mean: rounded(sum === undefined ? undefined : sum / known),
    min: rounded(ascending[0]),
    max: rounded(ascending[known - 1]),
    percentileAt: share => percentileOf(ascending, share),
  };
}

/**
 * Percentile by nearest rank: the least of ascending values that at least this share of them does not exceed. Its rank is a
 * product of decimals, because in doubles 0.07 × 100 is above 7.
 */
export function percentileOf(ascending: Float64Array, share: number): number | null {
  const rank = new Big(share).times(ascending.length).round(0, Big.roundUp).toNumber();
  return rounded(ascending[rank - 1]);
}

/** Rounds to six decimals, which are microseconds of a figure in seconds; adds 0 to turn -0 into 0. */
export const rounded = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? Number(value.toFixed(6)) + 0 : null;

/** Neumaier's compensated sum, whose error does not grow with the number of values. */
function exactSum(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
