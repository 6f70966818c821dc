import type { Columns } from '../columns/columns.ts';
import { maxReversedDigits, reversedDigitsOf } from '../columns/reversed-digits.ts';
import { numberIsBetween } from './column-tests.ts';
import { decided, type RowCriterion } from './row-criterion.ts';

/** Final digits of the customer's number: numbers that share them form a range. */
export function customerCriterion({ reversedDigits }: Columns, digits: string): RowCriterion | null {
  if (/\D/.test(digits)) return null;
  const least = reversedDigitsOf(digits);
  const greatest = least + 11 ** Math.max(0, maxReversedDigits - digits.length) - 1;
  const tests = [numberIsBetween(reversedDigits, least, greatest)];
  // Columns hold no more digits, so that they leave longer ones undecided.
  return digits.length > maxReversedDigits ? { tests, isUndecided: () => true } : decided(...tests);
}
