import fc, { type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import type { Call } from '../../../src/domain/call.ts';
import { type CallFilter, everyCall } from '../../../src/domain/call-filter.ts';
import { createMatcher } from '../../../src/domain/call-matcher.ts';
import { callStatsDimensions, type StatsRequest } from '../../../src/domain/call-stats.ts';
import type { CallCost } from '../../../src/domain/cost.ts';
import { instantOf } from '../../../src/domain/instant.ts';
import { type SourceName, sourceNames } from '../../../src/domain/source-name.ts';
import { callOf } from '../../domain/call-of.ts';
import { everything, statsOf } from './stats-of.ts';
import { statsByBruteForce } from './stats-oracle.ts';

/** Days on which clocks change, with half an hour, a minute after midnight, at midnight, and a date that is skipped. */
const zones = {
  UTC: ['2026-03-08T00:00:00Z'],
  'Europe/Berlin': ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'],
  'America/New_York': ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z'],
  'America/St_Johns': ['2026-03-08T05:30:00Z', '2010-11-07T02:31:00Z'],
  'Asia/Kathmandu': ['2026-03-08T18:15:00Z'],
  'Australia/Lord_Howe': ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z'],
  'Pacific/Apia': ['2011-12-30T10:00:00Z'],
  'America/Sao_Paulo': ['2018-11-04T03:00:00Z', '2019-02-17T02:00:00Z'],
  'America/Havana': ['2026-03-08T05:00:00Z', '2026-11-01T05:00:00Z'],
};

const orNull = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const hour = 3_600_000_000;

const timeAround = (changes: readonly string[]): Arbitrary<number> =>
  fc
    .tuple(
      fc.constantFrom(...changes.map(change => Date.parse(change) * 1000)),
      fc.oneof(
        fc.integer({ min: -2 * hour, max: 2 * hour }),
        fc.integer({ min: -8, max: 8 }).map(quarters => (quarters * hour) / 4),
        fc.integer({ min: -400, max: 400 }).map(days => days * 24 * hour),
      ),
    )
    .map(([change, offset]) => change + offset);

const cost: Arbitrary<CallCost> = fc
  .tuple(
    fc.constantFrom<Omit<CallCost, 'total'>>(
      { unit: 'CREDITS', currency: null },
      { unit: 'MONEY', currency: 'USD' },
      { unit: 'MONEY', currency: 'EUR' },
    ),
    orNull(
      fc.oneof(
        fc.integer({ min: 0, max: 9_999_999 }).map(units => units / 10_000),
        fc.stringMatching(/^[1-9]\d{0,10}\.\d{9,13}[1-9]$/),
        // Sums of the first are too great for a double, and each of the second.
        fc.constantFrom(8_000_000.5, '9007199254740993.25'),
      ),
    ),
  )
  .map(([unit, total]) => ({ ...unit, total }));

const callIn = (changes: readonly string[]): Arbitrary<Call> =>
  fc
    .record({
      source: fc.constantFrom<SourceName>(...sourceNames),
      sid: fc.uuid(),
      status: fc.constantFrom<Call['status']>('COMPLETED', 'FAILED', 'IN_PROGRESS', 'UNKNOWN'),
      direction: orNull(fc.constantFrom('INBOUND', 'OUTBOUND')),
      startedAt: orNull(timeAround(changes).map(instantOf)),
      createdAt: orNull(timeAround(changes).map(instantOf)),
      endedAt: orNull(fc.constant('2026-03-09T10:00:00Z')),
      duration: orNull(
        fc.oneof(
          fc.integer({ min: 0, max: 600_000_000 }).map(each => each / 1e6),
          fc.constantFrom(0, 7, 0.5, 4_000_000.125),
        ),
      ),
      agent: orNull(fc.record({ agentId: fc.constantFrom('a', 'b'), name: fc.constant(null) })),
      agentName: orNull(fc.constantFrom('Ann', 'Bob')),
      endReason: orNull(fc.constantFrom('hangup', 'transfer', '')),
      flowName: orNull(fc.constantFrom('sales', 'support')),
      turnCount: orNull(fc.nat({ max: 60 })),
      cost,
    })
    .map(call =>
      callOf({ ...call, databaseId: null, agent: call.agent && { ...call.agent, source: call.source } }),
    );

const filter: Arbitrary<CallFilter> = fc
  .record(
    {
      statuses: fc.subarray<Call['status']>(['COMPLETED', 'FAILED', 'IN_PROGRESS']),
      sources: fc.subarray([...sourceNames]),
      duration: fc.constantFrom({ min: 5, max: null }, { min: null, max: 300 }),
      endReasons: fc.constant(['hangup', 'transfer']),
      started: fc.constant({ from: '2018-01-01T00:00:00Z', before: '2026-06-01T00:00:00Z' }),
    },
    { requiredKeys: [] },
  )
  .map(criteria => ({ ...everyCall, ...criteria }));

const shares = fc.subarray([0.07, 0.25, 0.5, 0.95, 0.99, 1 - Number.EPSILON / 2]);
const percentileShares = fc.record({ duration: shares, turnCount: shares });

const scenario = fc.constantFrom(...(Object.keys(zones) as (keyof typeof zones)[])).chain(timeZone =>
  fc.record({
    calls: fc.array(callIn(zones[timeZone]), { maxLength: 60 }),
    request: fc.record<Partial<StatsRequest>>({
      filter: fc.oneof({ arbitrary: fc.constant(everyCall), weight: 1 }, { arbitrary: filter, weight: 2 }),
      groupBy: fc.subarray([...callStatsDimensions], { maxLength: 3 }),
      interval: fc.constantFrom(null, 'HOUR', 'DAY', 'WEEK', 'MONTH'),
      timeZone: fc.constant(timeZone),
      order: fc.option(
        fc.record({
          field: fc.constantFrom('INTERVAL', 'CALL_COUNT', 'DURATION', 'COST'),
          direction: fc.constantFrom('ASC', 'DESC'),
        }),
        { nil: null },
      ),
      limit: fc.constantFrom(1, 3, 1000),
      percentiles: fc.record({ total: percentileShares, groups: percentileShares }),
      conversion: fc.constantFrom(everything.conversion, { currency: 'EUR', rates: { CREDITS: '0.5' } }),
    }),
  }),
);

test('all figures are those of a brute-force oracle, decimals to the last digit (property)', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ calls, request }) => {
      const matches = createMatcher(request.filter ?? everyCall);
      expect(await statsOf(calls, request)).toEqual(
        statsByBruteForce(calls.filter(matches), { ...everything, ...request }),
      );
    }),
    { numRuns: 250 },
  );
});
