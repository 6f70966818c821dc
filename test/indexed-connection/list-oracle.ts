import { expect } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { orderTimeOf } from '../../src/domain/call.ts';
import { type CallFilter, canonicalFilter, everyCall } from '../../src/domain/call-filter.ts';
import { createMatcher } from '../../src/domain/call-matcher.ts';
import type { CallOrder, CallOrderField } from '../../src/domain/call-order.ts';
import { convert } from '../../src/domain/cost-conversion.ts';
import { formatDecimal } from '../../src/domain/decimal.ts';
import { microsecondsOf } from '../../src/domain/instant.ts';
import type { Answer } from '../front-door.ts';
import { costConversion, type ListingDoor, type PageArguments, walkIndexed } from './indexed-door.ts';

const conversions = { USD: { currency: 'USD', rates: {} }, CREDITS: { currency: 'CREDITS', rates: {} } };

/** Filters as a client gives them, with what they mean. */
const filters: readonly (readonly [object | null, Partial<CallFilter>])[] = [
  [null, {}],
  [{ sources: 'BUTTER' }, { sources: ['BUTTER'] }],
  [{ statuses: ['BUSY', 'FAILED'] }, { statuses: ['BUSY', 'FAILED'] }],
  [{ directions: 'INBOUND' }, { directions: ['INBOUND'] }],
  [{ duration: { min: 30, max: 120.5 } }, { duration: { min: 30, max: 120.5 } }],
  [{ recordingEnabled: false }, { recordingEnabled: false }],
  [{ endReasons: ['busy', 'customer_hangup'] }, { endReasons: ['busy', 'customer_hangup'] }],
  [{ flowNames: 'Booking Flow' }, { flowNames: ['Booking Flow'] }],
  [{ agentNames: ['ServiceBot', 'Support Agent'] }, { agentNames: ['ServiceBot', 'Support Agent'] }],
  [{ ongoing: true }, { statuses: ['QUEUED', 'INITIATED', 'RINGING', 'IN_PROGRESS'] }],
  [{ metadata: { key: 'score', value: '0.75' } }, { metadata: [{ key: 'score', value: '0.75' }] }],
  [{ cost: { min: '0.1' } }, { cost: { min: '0.1', max: null, conversion: costConversion } }],
  [
    { cost: { currency: 'USD', max: '0.1' } },
    { cost: { min: null, max: '0.1', conversion: conversions.USD } },
  ],
  [
    { cost: { currency: 'CREDITS', min: 5 } },
    { cost: { min: 5, max: null, conversion: conversions.CREDITS } },
  ],
];

export const fields: readonly CallOrderField[] = ['TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'];

function figureOf(call: Call, field: CallOrderField, filter: Partial<CallFilter>): number | null {
  const microseconds = (at: string | null) => (at === null ? null : microsecondsOf(at));
  if (field === 'TIME') return microseconds(orderTimeOf(call));
  if (field === 'ENDED_AT') return microseconds(call.endedAt);
  if (field !== 'COST') return field === 'DURATION' ? call.duration : call.turnCount;
  const converted = convert(call.cost.total, call.cost, filter.cost?.conversion ?? costConversion);
  return converted && Number(formatDecimal(converted.amount));
}

/** Ends of the order, before and after which calls without the figure come. */
const sequence = (
  figures: readonly (number | null)[],
  field: CallOrderField,
  direction: CallOrder['direction'],
) =>
  figures.map(figure => {
    const known = figure ?? (field === 'TIME' ? Infinity : direction === 'ASC' ? Infinity : -Infinity);
    return direction === 'ASC' ? known : -known;
  });

/** Expects of every filter in every order exactly the calls that match, in that order, in pages both ways. */
export async function expectRightLists(door: ListingDoor): Promise<void> {
  const calls = door.calls();
  for (const [filter, meaning] of filters)
    for (const field of fields)
      for (const direction of ['ASC', 'DESC'] as const)
        await expectRightList(door, calls, { filter, meaning, field, direction });
}

interface OrderedList {
  readonly filter: object | null;
  readonly meaning: Partial<CallFilter>;
  readonly field: CallOrderField;
  readonly direction: CallOrder['direction'];
}

async function expectRightList(
  door: ListingDoor,
  calls: readonly Call[],
  { filter, meaning, field, direction }: OrderedList,
): Promise<void> {
  const byId = new Map(calls.map(call => [call.sid, call]));
  const args: PageArguments = { filter, orderBy: { field, direction } };
  const totals = new Set<number>();
  const onPage = ({ data, extensions }: Answer) => {
    totals.add(data.calls.totalCount);
    expect(extensions?.explain.upstreamRequests).toEqual([]);
  };
  const whole = await walkIndexed(door, { ...args, first: 100, onPage });
  const matching = calls.filter(createMatcher(canonicalFilter({ ...everyCall, ...meaning })));
  expect(whole.toSorted()).toEqual(matching.map(({ sid }) => sid).sort());
  const figures = whole.map(sid => figureOf(byId.get(sid) as Call, field, meaning));
  const ordered = sequence(figures, field, direction);
  expect(ordered).toEqual(ordered.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
  expect([...totals]).toEqual([matching.length]);
  if (matching.length === 0 || matching.length > 60) return;
  expect(await walkIndexed(door, { ...args, last: 7, backward: true })).toEqual(whole);
}
