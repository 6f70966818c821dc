import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, isLenient, microsecondsOf, parseInstant } from '../../src/domain/instant.ts';

describe('a time', () => {
  test.each([
    ['2026-03-09T10:00:00', '2026-03-09T10:00:00Z', 'without a zone is UTC'],
    ['2026-03-09 10:00:00', '2026-03-09T10:00:00Z', 'may have a space for the T'],
    ['2026-03-09T10:00:00Z', '2026-03-09T10:00:00Z', 'with Z stays as it is'],
    ['2026-03-09T10:00:00z', '2026-03-09T10:00:00Z', 'may have a small z'],
    ['2026-03-09t10:00:00Z', '2026-03-09T10:00:00Z', 'may have a small t'],
    ['2026-03-09t10:00:00.5+02:00', '2026-03-09T08:00:00.5Z', 'may have a small t and an offset'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z', 'may be a leap second, which is the one before it'],
    ['2016-12-31T18:59:60.123456-05:00', '2016-12-31T23:59:59.123456Z', 'may be a leap second of a zone'],
    ['2026-03-09 10:00:60', '2026-03-09T10:00:59Z', 'may be rounded up to a second 60'],
    ['2026-03-09T10:00:00+02:00', '2026-03-09T08:00:00Z', 'with an offset is turned into UTC'],
    ['2026-03-09T22:30:00-0530', '2026-03-10T04:00:00Z', 'may have an offset without a colon'],
    ['2026-03-09T10:00:00+00:00', '2026-03-09T10:00:00Z', 'may have an offset of nothing'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00Z', 'crosses the year with its offset'],
    ['2026-03-09T10:00:00.123456+02:00', '2026-03-09T08:00:00.123456Z', 'keeps its digits over an offset'],
    ['2026-03-09T10:00:00.100000', '2026-03-09T10:00:00.100000Z', 'keeps its zeroes'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z', 'may be a leap day'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z', 'may be very early'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z', 'may be very late'],
    ['0000-06-01T00:00:00+00:00', '0000-06-01T00:00:00Z', 'in the year 0 needs no Z'],
  ])('%s reads as %s: it %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    ['2026-03-09T10:00Z', '2026-03-09T10:00:00Z'],
    ['2026-03-09T10:00:05+00', '2026-03-09T10:00:05Z'],
    ['2026-03-09T10:00+02', '2026-03-09T08:00:00Z'],
  ])('%s may leave out its zeros', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('may have %i digits after the second', digits => {
    const text = `2026-03-09T10:00:00.${'123456789'.slice(0, digits)}Z`;
    expect(parseInstant(text)).toBe(text);
  });

  test.each([
    ['2026-02-30T10:00:00Z', '30 February'],
    ['2026-02-29T10:00:00', 'a leap day of another year'],
    ['2026-04-31T10:00:00+02:00', '31 April'],
    ['2026-13-01T10:00:00Z', 'a 13th month'],
    ['2026-00-10T10:00:00Z', 'a month 0'],
    ['2026-03-09T24:00:00Z', 'an hour 24'],
    ['2026-03-09T10:60:00Z', 'a minute 60'],
    ['2026-12-31T23:59:61Z', 'a second 61'],
    ['2026-02-30T23:59:60Z', 'a leap second on 30 February'],
    ['2026-03-09T10:00:00+24:00', 'an offset of a day'],
    ['2026-03-09T10:00:00+01:60', 'an offset of 60 minutes'],
    ['9999-12-31T23:59:59-01:00', 'a year 10000'],
    ['0000-01-01T00:00:00+01:00', 'a year before 0'],
    ['2026-03-09T10:00:00.1234567890Z', 'ten digits'],
    ['2026-03-09T10:00:00.Z', 'a point and no digit'],
    ['2026-03-09', 'a day without a time'],
    ['12026-03-09T10:00:00Z', 'a year of five digits'],
    ['2026-03-09T10:00:00Z ', 'a blank behind it'],
    ['2026-03-09T10:00:00Z\n', 'a line break behind it'],
    ['２０２６-03-09T10:00:00Z', 'full-width digits'],
    ['1773050400', 'a Unix time'],
    ['yesterday', 'a word'],
    ['', 'nothing'],
  ])('%s does not exist: %s', text => {
    expect(parseInstant(text)).toBeNull();
  });
});

test('a time in any spelling that RFC 3339 allows is the same instant', () => {
  const spelling = fc.record({
    date: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    separator: fc.constantFrom('T', 't', ' '),
    zone: fc.constantFrom('Z', 'z', '+00:00', ''),
  });
  fc.assert(
    fc.property(spelling, ({ date, separator, zone }) => {
      const [day = '', time = ''] = date.toISOString().slice(0, -1).split('T');
      const text = day + separator + time + zone;
      expect(parseInstant(text)).toBe(date.toISOString());
      expect(isLenient(text)).toBe(separator === 't' || zone === 'z');
    }),
  );
});

describe('a time in microseconds', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['2026-03-09T10:00:05.123456Z', 1_773_050_405_123_456],
    ['2255-06-05T23:47:34.740991Z', 9_007_199_254_740_991],
  ])('%s is %i', (instant, microseconds) => {
    expect(microsecondsOf(instant)).toBe(microseconds);
  });

  test.each([
    '2026-03-09T10:00:05.123456Z',
    '2026-03-09T10:00:05.000001Z',
    '2026-03-09T10:00:05.999999Z',
    '2026-03-09T10:00:05Z',
    '1969-07-20T20:17:40.000001Z',
    '1903-12-17T10:35:00.999999Z',
  ])('%s is written back unchanged', instant => {
    expect(instantOf(microsecondsOf(instant))).toBe(instant);
  });

  test('equals that of a Date, as far as a number is exact', () => {
    const range = { min: new Date('1690-01-01T00:00:00Z'), max: new Date('2250-01-01T00:00:00Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), date => {
        expect(microsecondsOf(date.toISOString())).toBe(date.getTime() * 1000);
      }),
    );
  });

  test('is right for each day of four centuries', () => {
    const day = 24 * 3600 * 1000;
    const [first, last] = [Date.parse('1785-01-01T00:00:00Z'), Date.parse('2185-12-31T00:00:00Z')];
    for (let midnight = first; midnight <= last; midnight += day)
      if (microsecondsOf(new Date(midnight).toISOString()) !== midnight * 1000)
        expect.unreachable(new Date(midnight).toISOString());
  });

  test.each(['0000-06-01T00:00:00Z', '0099-12-31T23:59:59.5Z'])(
    '%s is the earliest that is exact',
    instant => {
      expect(microsecondsOf(instant)).toBe(-Number.MAX_SAFE_INTEGER);
    },
  );

  test('counts a fraction of fewer than six digits by its place', () => {
    expect(microsecondsOf('1970-01-01T00:00:00.5Z')).toBe(500_000);
    expect(microsecondsOf('1970-01-01T00:00:00.012Z')).toBe(12_000);
  });

  test('drops digits below a microsecond', () => {
    expect(microsecondsOf('1970-01-01T00:00:00.000001999Z')).toBe(1);
  });
});
