import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import {
  agentKeysOf,
  type CallFilter,
  canonicalFilter,
  everyCall,
  isSelective,
  matchesNone,
} from '../../src/domain/call-filter.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import type { CallStatus } from '../../src/domain/enums.ts';
import { canonicalInstant, isBefore } from '../../src/domain/instant.ts';
import { callOf } from './call-of.ts';

const agent = { id: 'VA', source: 'BURKI', agentId: '123', name: null } as const;

const isMatched = (filter: Partial<CallFilter>, call: Partial<Call>): boolean =>
  createMatcher({ ...everyCall, ...filter })(callOf(call));

test('an empty filter matches a call without any known field', () => {
  expect(isMatched({}, {})).toBe(true);
});

test('a filter is selective if it has a condition besides the source', () => {
  expect(isSelective(everyCall)).toBe(false);
  expect(isSelective({ ...everyCall, sources: ['BURKI'] })).toBe(false);
  expect(isSelective({ ...everyCall, duration: { min: 0, max: null } })).toBe(true);
});

test('a call matches if it satisfies every field of the filter', () => {
  const call = { status: 'COMPLETED', duration: 10 } as const;
  expect(isMatched({ statuses: ['COMPLETED'], duration: { min: 10, max: null } }, call)).toBe(true);
  expect(isMatched({ statuses: ['COMPLETED'], duration: { min: 11, max: null } }, call)).toBe(false);
  expect(isMatched({ statuses: ['FAILED'], duration: { min: 10, max: null } }, call)).toBe(false);
});

test('a call matches if its source is listed', () => {
  expect(isMatched({ sources: ['BURKI'] }, { source: 'BURKI' })).toBe(true);
  expect(isMatched({ sources: ['BUTTER'] }, { source: 'BURKI' })).toBe(false);
});

test('a call matches if its status is listed, UNKNOWN included', () => {
  expect(isMatched({ statuses: ['BUSY', 'FAILED'] }, { status: 'FAILED' })).toBe(true);
  expect(isMatched({ statuses: ['UNKNOWN'] }, { status: 'UNKNOWN' })).toBe(true);
  expect(isMatched({ statuses: ['BUSY'] }, { status: 'FAILED' })).toBe(false);
});

test('a call without a direction matches no direction, not even UNKNOWN', () => {
  expect(isMatched({ directions: ['INBOUND'] }, { direction: 'INBOUND' })).toBe(true);
  expect(isMatched({ directions: ['INBOUND', 'UNKNOWN'] }, { direction: null })).toBe(false);
});

describe('an agent', () => {
  test('without a source matches calls of either source', () => {
    expect(isMatched({ agents: [{ source: null, key: '123' }] }, { agent })).toBe(true);
    expect(isMatched({ agents: [{ source: null, key: '12' }] }, { agent })).toBe(false);
  });

  test('with a source matches calls of that source alone', () => {
    expect(isMatched({ agents: [{ source: 'BURKI', key: '123' }] }, { agent })).toBe(true);
    expect(isMatched({ agents: [{ source: 'BUTTER', key: '123' }] }, { agent })).toBe(false);
  });

  test('that a call does not name matches none', () => {
    expect(isMatched({ agents: [{ source: null, key: '123' }] }, { agent: null })).toBe(false);
  });

  test('is known to each source by its own keys', () => {
    const agents = [
      { source: 'BURKI', key: '123' },
      { source: 'BUTTER', key: 'agent_a' },
      { source: null, key: '7' },
    ] as const;
    expect(agentKeysOf({ ...everyCall, agents }, 'BURKI')).toEqual(['123', '7']);
    expect(agentKeysOf({ ...everyCall, agents }, 'BUTTER')).toEqual(['agent_a', '7']);
    expect(agentKeysOf(everyCall, 'BURKI')).toBeNull();
  });
});

describe("the customer's number", () => {
  test.each([
    ['+12125550142', '5550142', true],
    ['+12125550142', '12125550142', true],
    ['(212) 555-0142', '2125550142', true],
    ['12125550142', '0142', true],
    ['+12125550142', '0143', false],
    ['+12125550142', '5550', false],
    ['0142', '12125550142', false],
    [null, '0142', false],
  ])('%s ends with %s: %s', (customerNumber, customerDigits, matched) => {
    expect(isMatched({ customerDigits }, { customerNumber })).toBe(matched);
  });
});

describe('a time', () => {
  const startedAt = '2026-03-09T10:00:00.123456Z';

  test.each([
    ['from', '2026-03-09T10:00:00.123456Z', true],
    ['from', '2026-03-09T10:00:00.123456001Z', false],
    ['from', '2026-03-09T10:00:00.123455999Z', true],
    ['before', '2026-03-09T10:00:00.123456Z', false],
    ['before', '2026-03-09T10:00:00.123456001Z', true],
    ['before', '2026-03-09T10:00:00.1234559Z', false],
  ])('%s %s is compared to the last digit: %s', (end, instant, matched) => {
    const started = { from: null, before: null, [end]: instant };
    expect(isMatched({ started }, { startedAt })).toBe(matched);
  });

  test('that is null is in no range', () => {
    for (const started of [
      { from: startedAt, before: null },
      { from: null, before: '2026-03-10T00:00:00Z' },
    ])
      expect(isMatched({ started }, { startedAt: null, createdAt: startedAt })).toBe(false);
  });

  test('is in exactly one of the ranges between any instants, however each is spelled', () => {
    const fraction = fc.stringMatching(/^[01]{0,9}$/).map(digits => (digits ? `.${digits}` : ''));
    const instant = fc
      .tuple(fc.constantFrom('10:00:00', '10:00:01'), fraction)
      .map(([time, digits]) => `2026-03-09T${time}${digits}Z`);
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 6 }), instant, (cuts, startedAt) => {
        const inOrder = cuts.map(canonicalInstant).sort((a, b) => (isBefore(a, b) ? -1 : 1));
        const ends = [null, ...inOrder, null];
        const ranges = ends.slice(1).map((before, at) => ({ from: ends[at] ?? null, before }));
        const holding = ranges.filter(started => isMatched({ started }, { startedAt }));
        expect(holding).toHaveLength(1);
      }),
    );
  });
});

describe('a duration', () => {
  test.each([
    [{ min: 10, max: null }, 10, true],
    [{ min: 10, max: null }, 9.99, false],
    [{ min: null, max: 10 }, 10, true],
    [{ min: null, max: 10 }, 10.01, false],
    [{ min: 0, max: null }, 0, true],
    [{ min: null, max: 0 }, 0, true],
    [{ min: 0, max: null }, null, false],
    [{ min: null, max: 10 }, null, false],
  ])('in the range %j matches %s: %s', (range, duration, matched) => {
    expect(isMatched({ duration: range }, { duration })).toBe(matched);
  });
});

describe('no call', () => {
  const at = '2026-03-09T10:00:00Z';

  test.each<[string, Partial<CallFilter>, boolean]>([
    ['a filter without criteria', {}, false],
    ['no sources', { sources: [] }, true],
    ['no statuses', { statuses: [] }, true],
    ['no directions', { directions: [] }, true],
    ['no agents', { agents: [] }, true],
    ['a range from a time to the same time', { started: { from: at, before: at } }, true],
    ['a range of a nanosecond', { started: { from: at, before: at.replace('Z', '.000000001Z') } }, false],
    ['a range that is open at an end', { started: { from: at, before: null } }, false],
    ['a range of one duration', { duration: { min: 0, max: 0 } }, false],
  ])('can match %s: %s', (_, filter, isNone) => {
    expect(matchesNone(canonicalFilter({ ...everyCall, ...filter }))).toBe(isNone);
  });

  test('matches an empty list, and every call is left by a range without ends', () => {
    expect(isMatched({ statuses: [] }, { status: 'COMPLETED' })).toBe(false);
    const open = { ...everyCall, started: { from: null, before: null }, duration: { min: null, max: null } };
    expect(canonicalFilter(open)).toEqual(everyCall);
  });
});

describe('a filter in other words', () => {
  const statuses = fc.uniqueArray(fc.constantFrom<CallStatus>('COMPLETED', 'FAILED', 'BUSY'), {
    minLength: 1,
  });
  const agent = fc.record({
    source: fc.constantFrom(null, 'BUTTER' as const, 'BURKI' as const),
    key: fc.constantFrom('1', '2', 'a'),
  });
  const second = fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map(date => date.toISOString().slice(0, 19));

  test('has the same canonical spelling, whatever the order, the repetitions and the zeros of its times', () => {
    const filters = fc.record({
      statuses,
      agents: fc.array(agent, { minLength: 1 }),
      second,
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(filters, ({ statuses, agents, second, seed }) => {
        const turned = <T>(items: readonly T[]): T[] => {
          const at = seed % items.length;
          return [...items.slice(at), ...items, ...items.slice(0, at)];
        };
        const filter = {
          ...everyCall,
          statuses,
          agents,
          started: { from: `${second}Z`, before: `${second}.5Z` },
        };
        const other = {
          ...everyCall,
          statuses: turned(statuses),
          agents: turned(agents),
          started: { from: `${second}.000Z`, before: `${second}.500000Z` },
        };
        expect(JSON.stringify(canonicalFilter(other))).toBe(JSON.stringify(canonicalFilter(filter)));
      }),
    );
  });

  test('matches what it matched before', () => {
    const filter = {
      ...everyCall,
      agents: [
        { source: 'BURKI' as const, key: '1' },
        { source: null, key: '1' },
      ],
    };
    expect(canonicalFilter(filter).agents).toEqual([{ source: null, key: '1' }]);
    const apart = [
      { source: 'BURKI' as const, key: '1' },
      { source: null, key: '2' },
    ];
    expect(canonicalFilter({ ...everyCall, agents: apart }).agents).toHaveLength(2);
    const started = { from: '2026-03-09T10:00:00.10Z', before: '2026-03-09T10:00:10Z' };
    expect(canonicalFilter({ ...everyCall, started }).started).toEqual({
      from: '2026-03-09T10:00:00.1Z',
      before: '2026-03-09T10:00:10Z',
    });
  });
});
