import { Big } from 'big.js';

/** An exact decimal number: what an API wrote as the number that it reads as, and what is computed as a string. */
export type Decimal = number | string;

/** As answers have it, without exponent. Of a number the shortest decimal that reads as it, so 12.35 stays 12.35. */
export function spelled(value: Decimal): string {
  const text = String(value);
  // Because very large and very small numbers have an exponent.
  return text.includes('e') ? new Big(value).toFixed() : text;
}

export const plus = (a: Decimal, b: Decimal): Decimal => new Big(a).plus(b).toFixed();

export const minus = (a: Decimal, b: Decimal): Decimal => new Big(a).minus(b).toFixed();

export const times = (a: Decimal, b: Decimal): Decimal => new Big(a).times(b).toFixed();

/** The difference of two measured numbers without binary dust: 25.3 − 0.1 is 25.2. */
export const difference = (a: number, b: number): number => new Big(a).minus(b).toNumber();
