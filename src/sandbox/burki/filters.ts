import type { createParameters } from '../parameters.ts';
import { parseTimestamp } from '../timestamps.ts';
import type { BurkiWireCall } from './wire.ts';

type Test = (call: BurkiWireCall) => boolean;

const substrings = [
  ['customer_phone', call => call.customer_phone_number],
  ['call_sid', call => call.call_sid],
  ['assistant_name', call => call.assistant_name ?? ''],
] as const satisfies [string, (call: BurkiWireCall) => string][];

/** Of the three substring parameters only the first one counts, because the real one asks for exactly one. */
function substringTest(query: URLSearchParams): Test | null {
  const [name, read] = substrings.find(([parameter]) => query.has(parameter)) ?? [];
  const wanted = query.get(name ?? '')?.toLowerCase();
  return read && wanted ? call => read(call).toLowerCase().includes(wanted) : null;
}

/** True only of a known number within the bounds: a null is dropped by any of them. */
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

/** The filters of the list, all of which must hold. */
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
