import { Big } from 'big.js';

/** Values of one figure, in ascending order. */
export interface CallDistribution {
  readonly ascending: Float64Array;
}

export const distributionOf = (values: readonly number[]): CallDistribution => ({
  ascending: Float64Array.from(values).sort(),
});

/** The sum to six decimals; null if there is no value, or a double cannot hold the sum. */
export const sumOf = ({ ascending }: CallDistribution): number | null =>
  ascending.length === 0 ? null : rounded(exactSum(ascending));

export const meanOf = ({ ascending }: CallDistribution): number | null =>
  ascending.length === 0 ? null : rounded(exactSum(ascending) / ascending.length);

export const minOf = ({ ascending }: CallDistribution): number | null => rounded(ascending[0]);

export const maxOf = ({ ascending }: CallDistribution): number | null => rounded(ascending.at(-1));

/**
 * Percentile by nearest rank: the least value that at least this share of the values does not exceed. `share` is above 0
 * and below 1. Its rank is a product of decimals, because in doubles 0.07 × 100 is above 7.
 */
export function percentileOf({ ascending }: CallDistribution, share: number): number | null {
  const rank = new Big(share).times(ascending.length).round(0, Big.roundUp).toNumber();
  return rounded(ascending[rank - 1]);
}

/** Rounds to six decimals, which are microseconds of a figure in seconds; adds 0 to turn -0 into 0. */
const rounded = (value: number | undefined): number | null =>
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
