import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import {
  agentKeysOf,
  type CallFilter,
  canonicalFilter,
  createMatcher,
  everyCall,
  isSelective,
} from '../../src/domain/call-filter.ts';
import type { CallStatus } from '../../src/domain/enums.ts';
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
  expect(isSelective({ ...everyCall, minDuration: 0 })).toBe(true);
});

test('a call matches if it satisfies every field of the filter', () => {
  const call = { status: 'COMPLETED', duration: 10 } as const;
  expect(isMatched({ statuses: ['COMPLETED'], minDuration: 10 }, call)).toBe(true);
  expect(isMatched({ statuses: ['COMPLETED'], minDuration: 11 }, call)).toBe(false);
  expect(isMatched({ statuses: ['FAILED'], minDuration: 10 }, call)).toBe(false);
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
    ['startedAfter', '2026-03-09T10:00:00.123456Z', true],
    ['startedAfter', '2026-03-09T10:00:00.123457Z', false],
    ['startedBefore', '2026-03-09T10:00:00.123456Z', true],
    ['startedBefore', '2026-03-09T10:00:00.123455Z', false],
  ])('%s %s includes its bound, to the microsecond: %s', (bound, instant, matched) => {
    expect(isMatched({ [bound]: instant }, { startedAt })).toBe(matched);
  });

  test('that is null is neither after nor before another', () => {
    expect(isMatched({ startedAfter: startedAt }, { startedAt: null, createdAt: startedAt })).toBe(false);
    expect(isMatched({ startedBefore: startedAt }, { startedAt: null, createdAt: startedAt })).toBe(false);
  });
});

describe('a duration', () => {
  test.each([
    [{ minDuration: 10 }, 10, true],
    [{ minDuration: 10 }, 9.99, false],
    [{ maxDuration: 10 }, 10, true],
    [{ maxDuration: 10 }, 10.01, false],
    [{ minDuration: 0 }, 0, true],
    [{ maxDuration: 0 }, 0, true],
    [{ minDuration: 0 }, null, false],
    [{ maxDuration: 10 }, null, false],
  ])('by %j matches %s: %s', (filter, duration, matched) => {
    expect(isMatched(filter, { duration })).toBe(matched);
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
          startedAfter: `${second}Z`,
          startedBefore: `${second}.5Z`,
        };
        const other = {
          ...everyCall,
          statuses: turned(statuses),
          agents: turned(agents),
          startedAfter: `${second}.000Z`,
          startedBefore: `${second}.500000Z`,
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
    expect(canonicalFilter({ ...everyCall, startedAfter: '2026-03-09T10:00:00.10Z' }).startedAfter).toBe(
      '2026-03-09T10:00:00.1Z',
    );
    expect(canonicalFilter({ ...everyCall, startedAfter: '2026-03-09T10:00:10Z' }).startedAfter).toBe(
      '2026-03-09T10:00:10Z',
    );
  });
});
