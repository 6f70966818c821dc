import { digitsOf } from '../../domain/phone-number.ts';

/** Maximum number of digits that a safe integer of base 11 holds. */
export const maxReversedDigits = 15;

const zero = '0'.charCodeAt(0);

/**
 * Packs the last 15 of some digits, the last one first, so that texts with the same final digits form one range. Digits
 * count from 1, because 0 means none.
 */
export function reversedDigitsOf(digits: string): number {
  let packed = 0;
  for (let place = 1; place <= maxReversedDigits; place += 1)
    packed = packed * 11 + (place > digits.length ? 0 : digits.charCodeAt(digits.length - place) - zero + 1);
  return packed;
}

export const reversedDigitsOfNumber = (phoneNumber: string | null): number =>
  phoneNumber === null ? 0 : reversedDigitsOf(digitsOf(phoneNumber));
