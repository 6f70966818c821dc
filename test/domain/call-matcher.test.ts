import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { type CallFilter, canonicalFilter, everyCall, textOfFilter } from '../../src/domain/call-filter.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import type { CallCost } from '../../src/domain/cost.ts';
import { parseBoundedDecimal } from '../../src/domain/decimal.ts';
import { callOf } from './call-of.ts';

const isMatched = (filter: Partial<CallFilter>, call: Partial<Call>): boolean =>
  createMatcher(canonicalFilter({ ...everyCall, ...filter }))(callOf(call));

const word = fc.constantFrom('', 'busy', 'Busy', 'busy ', 'booking');

test.each(['endReasons', 'flowNames', 'agentNames'] as const)(
  'a call has one of the %s if its own is in the set as spelled, and null is in no set',
  criterion => {
    const field = ({ endReasons: 'endReason', flowNames: 'flowName', agentNames: 'agentName' } as const)[
      criterion
    ];
    fc.assert(
      fc.property(fc.array(word), fc.option(word), (set, own) => {
        expect(isMatched({ [criterion]: set }, { [field]: own })).toBe(own !== null && set.includes(own));
      }),
    );
  },
);

test('a call was to be recorded only if it says so, and was not only if it says that', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.option(fc.boolean()), (recordingEnabled, own) => {
      expect(isMatched({ recordingEnabled }, { recordingEnabled: own })).toBe(own === recordingEnabled);
    }),
  );
});

/** Decimals that share their first digits, of which many exceed a double. */
const decimal = fc
  .tuple(fc.constantFrom('', '-'), fc.nat(3), fc.stringMatching(/^[09]{0,2}[0-9]{0,16}$/))
  .map(([sign, whole, digits]) => `${sign}${whole}${digits && `.${digits}`}`);
const exact = (text: string) => parseBoundedDecimal(text) ?? 'none';
const money = (currency: string, total: string): CallCost => ({
  unit: 'MONEY',
  currency,
  total: exact(total),
});
const dollars = { currency: 'USD', rates: {} };

describe('a cost', () => {
  test('is in exactly one of the ranges between any amounts, to the last digit, ends on both sides included', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (total, one, other) => {
        const [min, max] = new Big(one).lte(other) ? [one, other] : [other, one];
        const range = { min: exact(min), max: exact(max), conversion: dollars };
        const isWithin = new Big(total).gte(min) && new Big(total).lte(max);
        expect(isMatched({ cost: range }, { cost: money('USD', total) })).toBe(isWithin);
      }),
    );
  });

  test('is compared as converted, and is in no range without a rate, a currency or a total', () => {
    const cost = { min: 1, max: 1, conversion: { currency: 'USD', rates: { CREDITS: '0.01', EUR: '1.25' } } };
    const credits = { unit: 'CREDITS', currency: null } as const;
    expect(isMatched({ cost }, { cost: { ...credits, total: 100 } })).toBe(true);
    expect(isMatched({ cost }, { cost: money('EUR', '0.8') })).toBe(true);
    expect(isMatched({ cost }, { cost: money('USD', '1.00') })).toBe(true);
    expect(isMatched({ cost }, { cost: money('GBP', '1') })).toBe(false);
    expect(isMatched({ cost }, { cost: { unit: 'MONEY', currency: null, total: 1 } })).toBe(false);
    expect(isMatched({ cost }, { cost: { ...credits, total: null } })).toBe(false);
    const inCredits = { ...cost, conversion: { currency: 'CREDITS', rates: {} } };
    expect(isMatched({ cost: inCredits }, { cost: { ...credits, total: 1 } })).toBe(true);
    expect(isMatched({ cost: inCredits }, { cost: money('USD', '1') })).toBe(false);
  });
});

describe('metadata', () => {
  const key = fc.constantFrom('a', 'b', '__proto__', 'constructor');
  const value = fc.constantFrom<unknown>('1', 1, true, 'true', null, ['x'], { y: 2 }, '["x"]');
  const metadata = fc.option(fc.dictionary(key, value));

  test('matches the text of each of its values, and any value of a key that it has', () => {
    fc.assert(
      fc.property(metadata, key, (metadata, key) => {
        const has = metadata !== null && Object.hasOwn(metadata, key);
        expect(isMatched({ metadata: [{ key, value: null }] }, { metadata })).toBe(has);
        const own = has ? metadata[key] : 'no value at all';
        const text = typeof own === 'string' ? own : JSON.stringify(own);
        expect(isMatched({ metadata: [{ key, value: text }] }, { metadata })).toBe(has);
        expect(isMatched({ metadata: [{ key, value: `${text} ` }] }, { metadata })).toBe(false);
      }),
    );
  });

  test('matches several criteria if it matches each of them, in any order', () => {
    const criterion = fc.record({ key, value: fc.option(fc.constantFrom('1', 'true', 'null', '["x"]')) });
    fc.assert(
      fc.property(metadata, fc.array(criterion, { maxLength: 3 }), (metadata, criteria) => {
        const isEach = criteria.every(one => isMatched({ metadata: [one] }, { metadata }));
        expect(isMatched({ metadata: criteria }, { metadata })).toBe(isEach);
        expect(isMatched({ metadata: criteria.toReversed() }, { metadata })).toBe(isEach);
      }),
    );
  });
});

test('the text of a filter has only the criteria that it was given, so that cursors outlive new ones', () => {
  const text = textOfFilter({
    ...everyCall,
    statuses: ['BUSY'],
    started: { from: null, before: '2026-01-01T00:00:00Z' },
  });
  expect(text).toBe('{"statuses":["BUSY"],"started":{"before":"2026-01-01T00:00:00Z"}}');
  expect(textOfFilter(everyCall)).toBe('{}');
});
