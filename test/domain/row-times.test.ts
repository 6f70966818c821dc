import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contradicts, effectiveTimes, longestNonIncreasing } from '../../src/domain/row-times.ts';

const none = Number.POSITIVE_INFINITY;
const day = 86_400_000_000;
const timesOf = (times: readonly number[], ends = true, watermark = none) =>
  effectiveTimes({ times, ends, watermark });

/** Every subsequence of a short list, by brute force. */
function runsOf(times: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (let mask = 0; mask < 2 ** times.length; mask += 1) {
    const run = times.filter((_, index) => (mask >> index) & 1);
    if (run.every((time, at) => time !== none && (at === 0 || time <= (run[at - 1] ?? 0)))) runs.push(run);
  }
  return runs;
}

describe('the run of rows whose own time counts', () => {
  const anyTime = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.constant(none));

  test('is the longest one, and of equally long ones has the newest last row', () => {
    fc.assert(
      fc.property(fc.array(anyTime, { maxLength: 9 }), times => {
        const found = longestNonIncreasing(times).map(index => times[index] ?? none);
        const all = runsOf(times);
        const longest = Math.max(...all.map(run => run.length));
        const lasts = all.filter(run => run.length === longest).map(run => run.at(-1) ?? none);
        expect(found).toHaveLength(longest);
        expect(found.at(-1) ?? none).toBe(Math.max(...lasts));
      }),
    );
  });

  test('is in the order of the rows, and never goes up', () => {
    fc.assert(
      fc.property(fc.array(anyTime, { maxLength: 40 }), times => {
        const found = longestNonIncreasing(times);
        for (const [at, index] of found.entries()) {
          const before = found[at - 1] ?? -1;
          expect(index).toBeGreaterThan(before);
          expect(times[index]).toBeLessThanOrEqual(times[before] ?? Number.MAX_VALUE);
        }
      }),
    );
  });
});

describe('the time at which a row enters the merge', () => {
  test('never increases within a page, and is that of a row of the page', () => {
    const time = fc.oneof(fc.integer({ min: -3 * day, max: 3 * day }), fc.constant(none));
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 30 }), fc.boolean(), (times, ends) => {
        const effective = timesOf(times, ends);
        expect(effective).toEqual(effective.toSorted((a, b) => (a === b ? 0 : b - a)));
        for (const each of effective) expect(times).toContain(each);
      }),
    );
  });

  test('is its own time if the rows are newest first', () => {
    const descending = fc
      .array(fc.integer({ min: 0, max: day }), { maxLength: 30 })
      .map(times => times.toSorted((a, b) => b - a));
    fc.assert(
      fc.property(descending, fc.boolean(), (times, ends) => {
        expect(timesOf(times, ends)).toEqual(times);
      }),
    );
  });

  test('is changed by one odd row for that row only, wherever it stands', () => {
    const right = Array.from({ length: 12 }, (_, index) => 1_000 * day - index * 3_600_000_000);
    for (const odd of [-62_135_596_800_000_000, (right[11] ?? 0) - 1, 997 * day, 2_000 * day, none])
      for (let at = 2; at < right.length - 1; at += 1) {
        const effective = timesOf(right.with(at, odd), false);
        expect(effective.toSpliced(at, 1)).toEqual(right.toSpliced(at, 1));
        expect(effective[at]).toBe(right[at - 1]);
      }
  });

  test('of two first rows that contradict each other is the newer for both', () => {
    expect(timesOf([8, 9, 7, 6])).toEqual([9, 9, 7, 6]);
  });

  test('is that of the row after it for an odd first row', () => {
    expect(timesOf([3, 9, 8, 7])).toEqual([9, 9, 8, 7]);
    expect(timesOf([none, none, 8, 7])).toEqual([8, 8, 8, 7]);
  });

  test('is that of the row before its page for an odd first row of a later page', () => {
    expect(timesOf([3, 9, 8, 7], true, 12)).toEqual([12, 9, 8, 7]);
    expect(timesOf([3, 9, 8, 7], true, 1)).toEqual([9, 9, 8, 7]);
  });

  test('is null if no row of the page has a time', () => {
    expect(timesOf([none, none])).toEqual([none, none]);
    expect(timesOf([none, none], true, 5)).toEqual([5, 5]);
    expect(timesOf([])).toEqual([]);
  });
});

describe('a last row', () => {
  const [newest, second] = [10 * day, 10 * day - 1];

  test.each([
    ['takes the place of the row before it where it is more than a day older', day + 1, false, second],
    ['counts where it is a day older', day, false, second - day],
    ['counts where the list ends with it', 5 * day, true, second - 5 * day],
  ])('%s', (_, older, ends, expected) => {
    expect(timesOf([newest, second, second - older], ends)).toEqual([newest, second, expected]);
  });

  test('takes the place of a row that takes the place of another', () => {
    expect(timesOf([newest, second, none, day], false)).toEqual([newest, second, second, second]);
  });

  test('alone on its page is compared with the watermark', () => {
    expect(timesOf([day], false, 3 * day)).toEqual([3 * day]);
    expect(timesOf([day], false, 2 * day)).toEqual([day]);
    expect(timesOf([day], false)).toEqual([day]);
    expect(timesOf([day], true, 3 * day)).toEqual([day]);
  });
});

test('a watermark is contradicted by a page most of whose rows are newer', () => {
  expect(contradicts([9, 8, 7], 7)).toBe(true);
  expect(contradicts([9, 8, 7, 6], 7)).toBe(false);
  expect(contradicts([9, 8], 8)).toBe(false);
  expect(contradicts([], 8)).toBe(false);
});
