import type { createParameters } from '../parameters.ts';
import type { Timestamp } from '../timestamps.ts';
import type { Span } from './start-order.ts';
import type { StoredCall, StoredCalls } from './stored-calls.ts';
import type { BurkiWireCall } from './wire.ts';

type Test = (call: BurkiWireCall) => boolean;

const substrings = [
  ['customer_phone', call => call.customer_phone_number],
  ['call_sid', call => call.call_sid],
  ['assistant_name', call => call.assistant_name ?? ''],
] as const satisfies [string, (call: BurkiWireCall) => string][];

/** Applies only the first of three substring parameters, because the real API expects exactly one. */
function substringTest(query: URLSearchParams): Test | null {
  const [name, read] = substrings.find(([parameter]) => query.has(parameter)) ?? [];
  const substring = query.get(name ?? '')?.toLowerCase();
  return read && substring ? call => read(call).toLowerCase().includes(substring) : null;
}

/** Any bound excludes an unknown duration. */
function durationTest(min: number | null, max: number | null): Test | null {
  if (min === null && max === null) return null;
  return ({ duration = null }) =>
    duration !== null && duration >= (min ?? -Infinity) && duration <= (max ?? Infinity);
}

export interface Filter {
  /** Inclusive bounds of the start; null for no bound. A call that has not started is within none. */
  readonly from: Timestamp | null;
  readonly to: Timestamp | null;
  /** Tests of everything else; null if there are none. */
  readonly test: Test | null;
}

export function createFilter(
  query: URLSearchParams,
  parameters: ReturnType<typeof createParameters>,
): Filter {
  const status = query.get('status');
  const assistant = parameters.integer('assistant_id');
  const [min, max] = [parameters.integer('min_duration'), parameters.integer('max_duration')];
  const tests = [
    status === null ? null : (call: BurkiWireCall) => call.status === status,
    assistant === null ? null : (call: BurkiWireCall) => call.assistant_id === assistant,
    substringTest(query),
    durationTest(min, max),
  ].filter(test => test !== null);
  return {
    from: parameters.moment('date_from'),
    to: parameters.moment('date_to'),
    test: tests.length === 0 ? null : call => tests.every(test => test(call)),
  };
}

const maxTimestamp = Number.MAX_VALUE;

/** Calls that pass a filter, the latest last; those that have not started are behind them. */
export function findCalls(calls: StoredCalls, { from, to, test }: Filter): Span<StoredCall> {
  const isDated = from !== null || to !== null;
  const span = calls.between(from ?? -Infinity, to ?? (isDated ? maxTimestamp : Infinity));
  if (test === null) return span;
  const found: StoredCall[] = [];
  for (let index = span.from; index < span.to; index++) {
    const stored = span.calls[index];
    if (stored && test(stored.call)) found.push(stored);
  }
  return { calls: found, from: 0, to: found.length };
}
