import { Big } from 'big.js';
import { isExact, isNumeral } from './numeral.ts';

/** An exact decimal number: a number where a double holds its digits, else, and where it was computed, a string. */
export type Decimal = number | string;

/** As answers have it, without exponent. Of a number the shortest decimal that reads as it, so 12.35 stays 12.35. */
export function formatDecimal(value: Decimal): string {
  const text = String(value);
  // Very large and very small numbers have an exponent.
  return text.includes('e') ? new Big(value).toFixed() : text;
}

/** No cost is longer, but an exponent of few characters could ask for digits without end. */
const maxDecimalLength = 1_000;

/** A numeral with all its digits: as a number where that holds them, else as a string without exponent. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > maxDecimalLength || !isNumeral(text)) return null;
  if (isExact(text)) return Number(text);
  const exact = new Big(text);
  return Math.abs(exact.e) > maxDecimalLength ? null : exact.toFixed();
}

export const plus = (a: Decimal, b: Decimal): Decimal => new Big(a).plus(b).toFixed();

export const minus = (a: Decimal, b: Decimal): Decimal => new Big(a).minus(b).toFixed();

export const times = (a: Decimal, b: Decimal): Decimal => new Big(a).times(b).toFixed();

/** The difference of two measured numbers without binary dust: 25.3 − 0.1 is 25.2. */
export const difference = (a: number, b: number): number => new Big(a).minus(b).toNumber();

/** Whether both are one number, however each is written; two that are not there are the same. */
export const isSameDecimal = (a: Decimal | null, b: Decimal | null): boolean =>
  a === b || (a !== null && b !== null && new Big(a).eq(b));
