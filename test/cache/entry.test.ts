import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFresh, readEntry } from '../../src/cache/entry.ts';

const day = 24 * 60 * 60_000;
const now = Date.UTC(2026, 2, 9);
const ages = fc.integer({ min: -2 * day, max: 2 * day });
const freshness = fc.integer({ min: 1, max: day });

test('an entry is fresh for its TTL, and not longer when the clock is set back', () => {
  fc.assert(
    fc.property(ages, freshness, (age, freshMs) => {
      expect(isFresh({ value: null, at: now - age, freshMs }, now)).toBe(Math.abs(age) < freshMs);
    }),
  );
});

test('an entry of a machine whose clock is ahead, or that is fresh for more than a day, is a miss', () => {
  fc.assert(
    fc.property(ages, fc.integer({ min: -day, max: 3 * day }), (age, freshMs) => {
      const text = JSON.stringify({ value: null, at: now - age, freshMs });
      const isHit = age >= -1_000 && freshMs >= 0 && freshMs <= day;
      expect(readEntry(text, () => true, now) !== null).toBe(isHit);
    }),
  );
});

test('text in another format is not an entry', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('{"value":{},"at":1e999,"freshMs":1}', '{"at":1,"freshMs":1}'),
  );
  fc.assert(
    fc.property(text, text => {
      expect(readEntry(text, () => true, now)).toBeNull();
    }),
  );
});

test('a value of another kind is a miss, and null is accepted for every kind', () => {
  const textOf = (value: unknown) => JSON.stringify({ value, at: now, freshMs: 1 });
  expect(readEntry(textOf({ wrong: true }), () => false, now)).toBeNull();
  expect(readEntry(textOf(null), () => false, now)).toEqual({ value: null, at: now, freshMs: 1 });
});
