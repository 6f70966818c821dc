import fc, { type Arbitrary } from 'fast-check';
import type { Call } from '../../../src/domain/call.ts';
import { type CallFilter, canonicalFilter, everyCall } from '../../../src/domain/call-filter.ts';
import type { CallOrder } from '../../../src/domain/call-order.ts';
import type { CostConversion } from '../../../src/domain/cost-conversion.ts';
import { type Decimal, parseDecimal } from '../../../src/domain/decimal.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import { digitsOf } from '../../../src/domain/phone-number.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
import { arbitraryCall, decimal } from '../arbitrary-call.ts';
import type { OrderedFilter } from './list-oracle.ts';

const orNull = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const seldom = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq: 1 });

const word = fc.oneof(fc.constantFrom('a', 'b', '', 'ä', '\ud800'), fc.string({ maxLength: 2 }));

/** Few instants, so that calls tie, within a microsecond of each other or far beyond what columns tell apart. */
const instant: Arbitrary<Instant> = fc.oneof(
  fc.constantFrom(
    '2026-03-09T10:00:00Z',
    '2026-03-09T10:00:00.000Z',
    '2026-03-09T10:00:00.123456Z',
    '2026-03-09T10:00:00.1234561Z',
    '2026-03-09T10:00:00.123456789Z',
    '2026-03-09T10:00:00.123457Z',
    '1600-01-01T00:00:00Z',
    '1601-01-01T00:00:00Z',
    '9998-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
  ),
  fc.integer({ min: 0, max: 10 }).map(second => `2026-03-09T10:00:${String(second).padStart(2, '0')}Z`),
);

const amount: Arbitrary<Decimal> = fc.oneof(
  decimal,
  fc.constantFrom<Decimal>(0, 1, 2, 100, 0.1, '0.3', 0.1 + 0.2, -1, 1e-9, 5e-10, '9007199.254740992'),
  fc
    .constantFrom('1e400', '-1e400', '2e400', '1e-400', '1.000000000000000001', '1e306')
    .map(text => parseDecimal(text) ?? 0),
);

const figure = fc.oneof(fc.constantFrom(0, 1, 2, 0.5, -1, 1e300), fc.integer({ min: -3, max: 3 }));

const phoneNumber = fc.oneof(
  fc.constantFrom('+15550142', '5550142', '+1 (555) 0142', 'sip:+15550142@example.com', 'anonymous', ''),
  fc.stringMatching(/^\+?\d{1,20}$/),
  fc.stringMatching(/^1234567890[0-2]{3,8}$/),
);

/** Calls that often have the same figures, with keys of their own. */
export const arbitraryCalls = (maxLength: number): Arbitrary<readonly Call[]> =>
  fc.array(tyingCall, { maxLength }).map(calls => calls.map(withKey));

/** Gives a call a key that no other number gives. */
export const withKey = (call: Call, number: number): Call => ({
  ...call,
  databaseId: call.source === 'BURKI' ? String(number) : null,
  sid: `call_${number}`,
});

const tyingCall: Arbitrary<Call> = fc
  .oneof(
    arbitraryCall,
    fc
      .record({
        call: arbitraryCall,
        startedAt: orNull(instant),
        createdAt: orNull(instant),
        endedAt: orNull(instant),
        duration: orNull(figure),
        turnCount: orNull(fc.nat({ max: 3 })),
        agentId: orNull(word),
        agentName: orNull(word),
        endReason: orNull(word),
        flowName: orNull(word),
        customerNumber: orNull(phoneNumber),
        total: orNull(amount),
        metadata: orNull(
          fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom('x', 1, null)),
        ),
      })
      .map(({ call, agentId, total, ...fields }) => ({
        ...call,
        ...fields,
        agent: agentId === null ? null : { source: call.source, agentId, name: null },
        cost: { ...call.cost, total },
      })),
  )
  .map(call => ({ ...call, agent: call.agent && { ...call.agent, source: call.source } }));

const rate: Arbitrary<Decimal> = fc.oneof(
  fc.constantFrom<Decimal>(
    1,
    2,
    '0.01',
    '0.1',
    '0.333333333333333333',
    '999999999999',
    '0.000000000000000001',
  ),
  fc.stringMatching(/^[1-9]\d{0,11}(\.\d{1,18})?$/),
);

const conversion: Arbitrary<CostConversion> = fc.oneof(
  fc.record({
    currency: fc.constant('USD'),
    rates: fc
      .record({ EUR: rate, INR: rate, CREDITS: rate }, { requiredKeys: [] })
      .map(rates => rates as Record<string, Decimal>),
  }),
  fc.constant({ currency: 'CREDITS', rates: {} }),
);

const range = <T>(arbitrary: Arbitrary<T>) => fc.record({ min: orNull(arbitrary), max: orNull(arbitrary) });

const timeRange = fc.record({ from: orNull(instant), before: orNull(instant) });

const set = <T>(arbitrary: Arbitrary<T>): Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 3 });

const digits = fc.oneof(
  phoneNumber.map(digitsOf).chain(all => fc.nat({ max: all.length }).map(start => all.slice(start))),
  fc.stringMatching(/^\d{1,3}$/),
);

const filter: Arbitrary<CallFilter> = fc
  .record<CallFilter>({
    sources: seldom(set(fc.constantFrom(...sourceNames))),
    statuses: seldom(set(fc.constantFrom('QUEUED', 'IN_PROGRESS', 'COMPLETED', 'BUSY', 'UNKNOWN', 'FAILED'))),
    directions: seldom(set(fc.constantFrom('INBOUND', 'OUTBOUND', 'PREVIEW', 'UNKNOWN'))),
    agents: seldom(set(fc.record({ source: orNull(fc.constantFrom(...sourceNames)), key: word }))),
    customerDigits: seldom(digits),
    started: seldom(timeRange),
    ended: seldom(timeRange),
    duration: seldom(range(figure)),
    recordingEnabled: seldom(fc.boolean()),
    endReasons: seldom(set(word)),
    flowNames: seldom(set(word)),
    agentNames: seldom(set(word)),
    cost: seldom(
      fc.tuple(range(amount), conversion).map(([bounds, conversion]) => ({ ...bounds, conversion })),
    ),
    metadata: seldom(
      set(
        fc.record({
          key: fc.constantFrom('a', 'b', '__proto__'),
          value: orNull(fc.constantFrom('x', '1', 'null')),
        }),
      ),
    ),
  })
  .chain(whole =>
    // Few criteria at a time, because most calls fail one of many.
    fc
      .subarray(Object.keys(whole) as (keyof CallFilter)[], { maxLength: 3 })
      .map(kept =>
        canonicalFilter({ ...everyCall, ...Object.fromEntries(kept.map(name => [name, whole[name]])) }),
      ),
  );

const order: Arbitrary<CallOrder> = fc.record<CallOrder>({
  field: fc.constantFrom('TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'),
  direction: fc.constantFrom('ASC', 'DESC'),
  unknown: fc.constantFrom('FIRST', 'LAST'),
});

export const arbitraryRequest: Arbitrary<OrderedFilter> = fc.record({
  filter,
  sources: fc.subarray([...sourceNames], { minLength: 1 }),
  order,
  conversion,
});
