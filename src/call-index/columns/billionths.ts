import { type Decimal, times } from '../../domain/decimal.ts';

const billion = 1_000_000_000;

/** Bound on amounts of which doubles tell all billionths apart. */
const maxFastAmount = 4_000_000;

/** A decimal in billionths; NaN if it is no whole number of them below 2^53. */
export function exactBillionthsOf(amount: Decimal): number {
  if (typeof amount === 'number' && Math.abs(amount) <= maxFastAmount) {
    const rounded = Math.round(amount * billion);
    // Adds 0 to turn -0 into 0.
    if (rounded / billion === amount) return rounded + 0;
  }
  const exact = String(times(amount, billion));
  const double = Number(exact);
  return !exact.includes('.') && Number.isSafeInteger(double) ? double : Number.NaN;
}

/** A decimal in billionths, rounded to a double. */
export const roundedBillionthsOf = (amount: Decimal): number => Number(times(amount, billion));
