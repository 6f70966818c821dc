import { Big } from 'big.js';
import { isExact, isNumeral } from './numeral.ts';

/** Exact decimal number: a number if a double holds its digits, else a string. Computed decimals are strings. */
export type Decimal = number | string;

/**
 * Formats a decimal without an exponent. A number takes the shortest decimal that parses to it, so 12.35 stays 12.35.
 */
export function formatDecimal(value: Decimal): string {
  const text = String(value);
  // `String` writes very large and very small numbers with an exponent.
  return text.includes('e') ? new Big(value).toFixed() : text;
}

/** Bound on digits, because a short exponent can otherwise expand to any number of them. */
const maxDecimalLength = 1_000;

/** Parses a JSON number with all its digits; null for other text and for too many digits. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > maxDecimalLength || !isNumeral(text)) return null;
  if (isExact(text)) return Number(text);
  const exact = new Big(text);
  return Math.abs(exact.e) > maxDecimalLength ? null : exact.toFixed();
}

const bounded = /^-?(?:0|[1-9]\d{0,11})(?:\.\d{1,18})?$/;

/** Parses a client's decimal; null for an exponent, and for more than 12 digits before the point or 18 behind it. */
export const parseBoundedDecimal = (text: string): Decimal | null =>
  bounded.test(text) ? parseDecimal(text) : null;

export const plus = (a: Decimal, b: Decimal): Decimal => textOf(new Big(a).plus(b));

export const minus = (a: Decimal, b: Decimal): Decimal => textOf(new Big(a).minus(b));

export const times = (a: Decimal, b: Decimal): Decimal => textOf(new Big(a).times(b));

/** big.js keeps the sign of a negative zero. */
const textOf = (value: Big): string => (value.eq(0) ? '0' : value.toFixed());

/** Difference of two doubles in decimal arithmetic: 25.3 − 0.1 is 25.2. */
export const difference = (a: number, b: number): number => new Big(a).minus(b).toNumber();

/** Orders by value, as `Array.sort` wants it. */
export const compareDecimals = (a: Decimal, b: Decimal): number => new Big(a).cmp(b);

/** Compares by value, not by spelling; null equals null. */
export const isSameDecimal = (a: Decimal | null, b: Decimal | null): boolean =>
  a === b || (a !== null && b !== null && new Big(a).eq(b));
