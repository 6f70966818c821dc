import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CallDistribution, distributionOf } from '../../src/domain/distribution.ts';

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
const anyMicroseconds = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
/** All figures but percentiles. */
const figuresOf = ({ sum, mean, min, max }: CallDistribution) => [sum, mean, min, max];
const several = { minLength: 1, maxLength: 300 };

test('a distribution of nothing has no figures', () => {
  const none = distributionOf([]);
  expect(figuresOf(none)).toEqual([null, null, null, null]);
  expect(none.percentileAt(0.5)).toBeNull();
});

test('figures are rounded to the microsecond, and none is -0', () => {
  const values = distributionOf([0.1234564, 0.1234566, -0.0000001]);
  expect(figuresOf(values)).toEqual([0.246913, 0.082304, 0, 0.123457]);
  expect(values.percentileAt(0.6)).toBe(0.123456);
});

test('a sum that no double holds is null, and the other figures are not', () => {
  const values = distributionOf([1e308, 1e308]);
  expect(figuresOf(values)).toEqual([null, null, 1e308, 1e308]);
});

test('the sum of whole microseconds is exact, however many and in any order (property)', () => {
  fc.assert(
    fc.property(fc.array(anyMicroseconds, several), microseconds => {
      const exact = microseconds.reduce((sum, each) => sum + each, 0);
      expect(distributionOf(microseconds.map(each => each / 1e6)).sum).toBe(exact / 1e6 + 0);
    }),
  );
});

/** The value of a double with all its decimals, where its shortest decimal may lie half a step beside it. */
const exactly = (double: number): Big => new Big(double.toFixed(100));

test('sum and mean of any doubles are exact to the microsecond, or to the last digit of a double (property)', () => {
  fc.assert(
    fc.property(fc.array(anyDouble, several), values => {
      const sum = values.reduce((total, each) => total.plus(exactly(each)), new Big(0));
      const distribution = distributionOf(values);
      const close = (figure: number | null, exact: Big) =>
        expect(
          exactly(figure ?? Number.NaN)
            .minus(exact)
            .abs()
            .toNumber(),
        ).toBeLessThanOrEqual(5e-7 + 2 * Number.EPSILON * Math.abs(exact.toNumber()));
      close(distribution.sum, sum);
      close(distribution.mean, sum.div(values.length));
    }),
    { examples: [[[583227037697.3184, -715053650652.531, 0]]] },
  );
});

test('a percentile is the value of the nearest rank, counted in whole numbers (property)', () => {
  fc.assert(
    fc.property(fc.array(anyMicroseconds, several), fc.integer({ min: 1, max: 999 }), (numbers, permille) => {
      const reaches = (value: number) =>
        numbers.filter(each => each <= value).length * 1_000 >= permille * numbers.length;
      const expected = Math.min(...numbers.filter(reaches));
      const distribution = distributionOf(numbers.map(each => each / 1e6));
      expect(distribution.percentileAt(permille / 1_000)).toBe(expected / 1e6 + 0);
    }),
  );
});

test.each([
  [0.07, 7],
  [0.14, 14],
  [0.29, 29],
  [0.57, 57],
  [Number.MIN_VALUE, 1],
  [1 - Number.EPSILON / 2, 100],
])('the percentile at %s of one to a hundred is %s', (share, value) => {
  const hundred = distributionOf(Array.from({ length: 100 }, (_, at) => at + 1));
  expect(hundred.percentileAt(share)).toBe(value);
});
