import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallCost } from '../../src/domain/cost.ts';
import { checkConversion, convert, withoutRates } from '../../src/domain/cost-conversion.ts';
import { compareDecimals, plus } from '../../src/domain/decimal.ts';

const inCredits: CallCost = { unit: 'CREDITS', currency: null, total: null };
const inMoney = (currency: string | null): CallCost => ({ unit: 'MONEY', currency, total: null });
const conversion = { currency: 'USD', rates: { CREDITS: '0.013', EUR: '1.08' } };

describe('a converted amount', () => {
  test('is exact', () => {
    expect(convert(12.35, inCredits, conversion)).toEqual({ amount: '0.16055', currency: 'USD' });
    expect(convert('9007199254740993.000000000000000001', inMoney('EUR'), conversion)).toEqual({
      amount: '9727775195120272.44000000000000000108',
      currency: 'USD',
    });
  });

  test('is the amount itself in the one currency, at no rate', () => {
    expect(convert(0.05, inMoney('USD'), withoutRates)).toEqual({ amount: 0.05, currency: 'USD' });
    expect(convert('1', inMoney('EUR'), { currency: 'EUR', rates: {} })).toEqual({
      amount: '1',
      currency: 'EUR',
    });
  });

  test.each<[string, CallCost]>([
    ['credits', inCredits],
    ['another currency', inMoney('EUR')],
  ])('of %s is unknown without a rate', (_, cost) => {
    expect(convert('1', cost, withoutRates)).toBeNull();
  });

  test('of an unknown currency is unknown, whatever rates there are', () => {
    expect(convert('1', inMoney(null), conversion)).toBeNull();
  });

  test('of an unknown amount is unknown', () => {
    expect(convert(null, inCredits, conversion)).toBeNull();
  });

  test('of a sum is the sum of the converted amounts', () => {
    const amount = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [first, second, sum] = [a, b, plus(a, b)].map(
          each => convert(each, inCredits, conversion)?.amount ?? 'none',
        );
        expect(compareDecimals(plus(first ?? 'none', second ?? 'none'), sum ?? 'none')).toBe(0);
      }),
    );
  });
});

describe('a conversion for an embedding program', () => {
  test.each([
    { currency: 'USD', rates: {} },
    { currency: 'EUR', rates: { USD: '0.93', CREDITS: 0.01 } },
  ])('%j is accepted', accepted => {
    expect(() => checkConversion(accepted)).not.toThrow();
  });

  test.each([
    [{ currency: 'usd', rates: {} }, '`currency`'],
    [{ currency: 'USD', rates: { USD: '1' } }, 'other ISO 4217 codes'],
    [{ currency: 'USD', rates: { ABC: '1' } }, 'other ISO 4217 codes'],
    [{ currency: 'USD', rates: { EUR: '0' } }, 'a decimal above 0'],
    [{ currency: 'USD', rates: { EUR: '1e3' } }, 'a decimal above 0'],
    [{ currency: 'USD', rates: { EUR: '1234567890123' } }, 'at most 12 digits before the point'],
    [{ currency: 'USD', rates: { EUR: -1 } }, 'a decimal above 0'],
  ])('%j is refused', (conversion, message) => {
    expect(() => checkConversion(conversion)).toThrow(message);
  });
});
