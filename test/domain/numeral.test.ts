import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../src/domain/decimal.ts';
import { idOf, isExact, numberOf, wholeNumberOf } from '../../src/domain/numeral.ts';

const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));

/** Any number as JSON may spell it. */
const anyNumeral = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(22).map(text => text.replace(/^0+(?=.)/, '')),
    fraction: fc.option(digits(22), { nil: null }),
    exponent: fc.option(fc.integer({ min: -340, max: 340 }), { nil: null }),
  })
  .map(({ sign, whole, fraction, exponent }) =>
    [sign, whole, fraction === null ? '' : `.${fraction}`, exponent === null ? '' : `e${exponent}`].join(''),
  );

describe('a number that its double', () => {
  test.each([
    '0',
    '-0',
    '0.0',
    '0e999999999',
    '12.35',
    '1.10',
    '1e2',
    '1E+2',
    '100000000000000000000',
    '9007199254740991',
    '9007199254740992',
    '0.1000000000000000000000',
    '1.7976931348623157e308',
    '5e-324',
  ])('holds: %s', text => {
    expect(isExact(text)).toBe(true);
  });

  test.each([
    '750727362669608961',
    '-750727362669608961',
    '9007199254740993',
    '0.12345678901234567891',
    '12.00000000000000000001',
    '1234567.8901234567891',
    '1e400',
    '1.7976931348623159e308',
    '1e-400',
    '4.94e-324',
    '1e-99999999999999999999999',
  ])('would change: %s', text => {
    expect(isExact(text)).toBe(false);
  });

  test('holds is exactly one that it is written back as', () => {
    fc.assert(
      fc.property(anyNumeral, text => {
        const double = Number(text);
        expect(isExact(text)).toBe(Number.isFinite(double) && new Big(text).eq(new Big(String(double))));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a decimal of a text', () => {
  test('is the same number, with all its digits', () => {
    fc.assert(
      fc.property(anyNumeral, text => {
        expect(formatDecimal(parseDecimal(text) ?? 'none')).toBe(
          new Big(text).toFixed().replace(/^-0$/, '0'),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '',
    ' ',
    ' 5',
    '5 ',
    '+5',
    '.5',
    '5.',
    '05',
    '0x1F',
    '1,5',
    '1_000',
    'NaN',
    'Infinity',
    '1e',
    '５',
    '1e1001',
    '1e-1001',
    '1e999999999999999999999',
    '9'.repeat(1_001),
  ])('is none of %j', text => {
    expect(parseDecimal(text)).toBeNull();
  });
});

test('a number of a text is its double, if that is finite', () => {
  expect(['0.05', '-7', '1e3', '750727362669608961', '1e400', 'x', ''].map(numberOf)).toEqual([
    0.05,
    -7,
    1000,
    750727362669609000,
    null,
    null,
    null,
  ]);
});

test('a whole number of a text is one that the Int of GraphQL holds', () => {
  expect(['101', '12.0', '-2147483648', '2147483648', '7.5', ''].map(wholeNumberOf)).toEqual([
    101,
    12,
    -2147483648,
    null,
    null,
    null,
  ]);
});

test('an id of a text is one that is spelled plainly and that no double changes', () => {
  expect(
    ['101', '9007199254740991', '9007199254740993', '101.0', '0101', '1e2', '101.00000000000000001'].map(
      idOf,
    ),
  ).toEqual([101, 9007199254740991, null, null, null, null, null]);
});
