import type { Call, JsonObject } from './call.ts';
import {
  agentKeysOf,
  type CallFilter,
  type CostRange,
  type DurationRange,
  type MetadataCriterion,
  restricts,
  type TimeRange,
} from './call-filter.ts';
import { convert } from './cost-conversion.ts';
import { compareDecimals } from './decimal.ts';
import { type Instant, isBefore } from './instant.ts';
import { digitsOf } from './phone-number.ts';

/** Returns the predicate of a filter. */
export function createMatcher(filter: CallFilter): (call: Call) => boolean {
  if (!restricts(filter, [])) return () => true;
  return call =>
    (filter.sources?.includes(call.source) ?? true) &&
    (filter.statuses?.includes(call.status) ?? true) &&
    (filter.directions === null || (call.direction !== null && filter.directions.includes(call.direction))) &&
    matchesAgent(filter, call) &&
    matchesCustomer(filter, call) &&
    isWithin(filter.started, call.startedAt) &&
    isWithin(filter.ended, call.endedAt) &&
    isInRange(filter.duration, call.duration) &&
    (filter.recordingEnabled === null || filter.recordingEnabled === call.recordingEnabled) &&
    isOneOf(filter.endReasons, call.endReason) &&
    isOneOf(filter.flowNames, call.flowName) &&
    isOneOf(filter.agentNames, call.agentName) &&
    matchesCost(filter.cost, call) &&
    matchesMetadata(filter.metadata, call.metadata);
}

const isOneOf = (set: readonly string[] | null, word: string | null): boolean =>
  set === null || (word !== null && set.includes(word));

function matchesCost(range: CostRange | null, { cost }: Call): boolean {
  if (range === null) return true;
  const converted = convert(cost.total, cost, range.conversion);
  if (converted === null) return false;
  const { min, max } = range;
  return (
    (min === null || compareDecimals(converted.amount, min) >= 0) &&
    (max === null || compareDecimals(converted.amount, max) <= 0)
  );
}

export const matchesMetadata = (
  criteria: readonly MetadataCriterion[] | null,
  metadata: JsonObject | null,
): boolean =>
  criteria === null ||
  (metadata !== null &&
    criteria.every(
      ({ key, value }) => Object.hasOwn(metadata, key) && (value === null || value === textOf(metadata[key])),
    ));

/** A value of metadata as text: a string as it is, any other value as JSON. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const matchesAgent = (filter: CallFilter, call: Call): boolean => {
  const keys = agentKeysOf(filter, call.source);
  return keys === null || (call.agent !== null && keys.includes(call.agent.agentId));
};

const matchesCustomer = ({ customerDigits }: CallFilter, call: Call): boolean =>
  customerDigits === null || digitsOf(call.customerNumber ?? '').endsWith(customerDigits);

function isWithin(range: TimeRange | null, at: Instant | null): boolean {
  if (range === null) return true;
  if (at === null) return false;
  const { from, before } = range;
  return (from === null || !isBefore(at, from)) && (before === null || isBefore(at, before));
}

function isInRange(range: DurationRange | null, seconds: number | null): boolean {
  if (range === null) return true;
  if (seconds === null) return false;
  return (range.min === null || seconds >= range.min) && (range.max === null || seconds <= range.max);
}
