import { createHmac } from 'node:crypto';
import type { Call, CallDetail } from '../../domain/call.ts';
import type { CallFilter } from '../../domain/call-filter.ts';
import { minNumbersKeyLength } from '../../domain/index-settings.ts';
import { digitsOf } from '../../domain/phone-number.ts';
import { createTextCipher, subkeyOf } from './text-cipher.ts';

/** Translation of calls for an index that stores no phone numbers. */
export interface Masking {
  /** Text that differs for each key, to be stored beside the rows. */
  readonly fingerprint: string;
  /** The call as it is stored: without metadata, with stand-ins for its customer's number and for a sid that holds a number. */
  maskCall(call: Call): Call;
  /** A stored call as clients may see it: without numbers, and with its own sid. */
  unmaskCall(call: Call): Call;
  /** A filter of stored calls that the given one means; it takes whole numbers, or their last four digits. */
  maskFilter(filter: CallFilter): CallFilter;
  /** A sid, the key of a call, or a place in a list, encrypted if it may hold a number. */
  maskText(text: string): string;
  unmaskText(masked: string): string;
}

/** Number of final digits that are stored. */
const visibleDigits = 4;

/** Number of decimal digits of a hash of 128 bits. */
const hashDigits = 39;

/** Mark of an encrypted text, which no other text begins with. */
const mark = '~';

/** Texts that are encrypted: those that hold an address or a number, and those that would pass for encrypted. */
const revealing = /^~|@|sips?:|tel:|\+\d/i;

/** Throws for a key that is short enough to be found by trial. */
export function checkNumbersKey(key: string): void {
  if (key.length < minNumbersKeyLength)
    throw new RangeError(`The key for numbers has fewer than ${minNumbersKeyLength} characters.`);
}

export function createMasking(key: string): Masking {
  checkNumbersKey(key);
  const cipher = createTextCipher(key);
  const numberKey = subkeyOf(key, 'numbers');

  const hashOf = (digits: string): string => {
    const hash = createHmac('sha256', numberKey).update(digits).digest('hex').slice(0, 32);
    return BigInt(`0x${hash}`).toString().padStart(hashDigits, '0');
  };

  /** Digits that stand for those of a number, and end as they do. Only whole numbers have equal ones. */
  const maskDigits = (digits: string): string =>
    digits.length <= visibleDigits ? digits : hashOf(digits) + digits.slice(-visibleDigits);

  const maskText = (text: string): string => (revealing.test(text) ? `${mark}${cipher.encrypt(text)}` : text);

  const unmaskText = (masked: string): string =>
    masked.startsWith(mark) ? cipher.decrypt(masked.slice(mark.length)) : masked;

  return {
    fingerprint: subkeyOf(key, 'fingerprint').toString('base64url'),
    maskText,
    unmaskText,
    maskCall: call => ({
      ...call,
      sid: maskText(call.sid),
      customerNumber: call.customerNumber === null ? null : maskDigits(digitsOf(call.customerNumber)) || null,
      agentNumber: null,
      fromNumber: null,
      toNumber: null,
      metadata: null,
      detail: call.detail && withoutOpenJson(call.detail),
    }),
    unmaskCall: call => ({ ...call, sid: unmaskText(call.sid), customerNumber: null, isMasked: true }),
    maskFilter: ({ customerDigits, ...filter }) => ({
      ...filter,
      customerDigits: customerDigits && maskDigits(customerDigits),
    }),
  };
}

/** Null for a detail with JSON of any content, which may hold numbers as metadata does. */
const withoutOpenJson = (detail: CallDetail): CallDetail | null =>
  detail.agentConfig || detail.errors?.details.length ? null : detail;
