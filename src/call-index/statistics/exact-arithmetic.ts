import { type ExactDecimal, formatExact } from '../queries/exact-decimals.ts';

export const zero: ExactDecimal = { digits: 0n, scale: 0 };

export const billionths = (digits: bigint): ExactDecimal => ({ digits, scale: 9 });

export function plusExact(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  if (a.scale < b.scale) return plusExact(b, a);
  return { digits: a.digits + b.digits * 10n ** BigInt(a.scale - b.scale), scale: a.scale };
}

export const minusExact = (a: ExactDecimal, { digits, scale }: ExactDecimal): ExactDecimal =>
  plusExact(a, { digits: -digits, scale });

/** A quotient to some decimal places, halves rounded away from zero. The divisor is not 0. */
export function quotient(dividend: ExactDecimal, divisor: ExactDecimal, places: number): string {
  const numerator = dividend.digits * 10n ** BigInt(divisor.scale + places);
  const denominator = divisor.digits * 10n ** BigInt(dividend.scale);
  return formatExact({ digits: roundedQuotient(numerator, denominator), scale: places });
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const rest = numerator - whole * denominator;
  if (magnitude(rest) * 2n < magnitude(denominator)) return whole;
  return numerator < 0n === denominator < 0n ? whole + 1n : whole - 1n;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
