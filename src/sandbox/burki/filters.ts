import type { createParameters } from '../parameters.ts';
import { parseTimestamp } from '../timestamps.ts';
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

/** Tests whether a number is within the bounds; any bound excludes null. */
function rangeTest(
  read: (call: BurkiWireCall) => number | null,
  min: number | null,
  max: number | null,
): Test | null {
  if (min === null && max === null) return null;
  return call => {
    const value = read(call);
    return value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  };
}

export const startedAt = (call: BurkiWireCall) => parseTimestamp(call.started_at ?? '');

export function createFilter(query: URLSearchParams, parameters: ReturnType<typeof createParameters>): Test {
  const status = query.get('status');
  const assistant = parameters.integer('assistant_id');
  const [from, to] = [parameters.moment('date_from'), parameters.moment('date_to')];
  const [min, max] = [parameters.integer('min_duration'), parameters.integer('max_duration')];
  const tests = [
    status === null ? null : (call: BurkiWireCall) => call.status === status,
    assistant === null ? null : (call: BurkiWireCall) => call.assistant_id === assistant,
    substringTest(query),
    rangeTest(startedAt, from, to),
    rangeTest(call => call.duration ?? null, min, max),
  ];
  return call => tests.every(test => test === null || test(call));
}
