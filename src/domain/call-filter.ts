import type { Call } from './call.ts';
import { type Instant, microsecondsOf } from './instant.ts';
import { digitsOf } from './phone-number.ts';
import type { SourceName } from './source-name.ts';
import type { CallDirection, CallStatus } from './vocabulary.ts';

/** Which calls a list holds. Null means "any". Times and durations include their bounds. */
export interface CallFilter {
  readonly sources: readonly SourceName[] | null;
  readonly statuses: readonly CallStatus[] | null;
  readonly directions: readonly CallDirection[] | null;
  readonly agents: readonly AgentCriterion[] | null;
  /** The digits the customer's number ends with. */
  readonly customerDigits: string | null;
  readonly startedAfter: Instant | null;
  readonly startedBefore: Instant | null;
  readonly minDuration: number | null;
  readonly maxDuration: number | null;
}

/** An agent by its own platform's key; `source` is null for a bare key, which may be anyone's. */
export interface AgentCriterion {
  readonly source: SourceName | null;
  readonly key: string;
}

export const everyCall: CallFilter = {
  sources: null,
  statuses: null,
  directions: null,
  agents: null,
  customerDigits: null,
  startedAfter: null,
  startedBefore: null,
  minDuration: null,
  maxDuration: null,
};

/** Whether the filter asks for less than all calls of the sources it names. */
export function isSelective(filter: CallFilter): boolean {
  for (const name in filter) if (name !== 'sources' && filter[name as keyof CallFilter] !== null) return true;
  return false;
}

/** The agents of one source among those asked for, as that source's own keys; null where any will do. */
export const agentKeysOf = (filter: CallFilter, source: SourceName): readonly string[] | null =>
  filter.agents?.filter(agent => agent.source === null || agent.source === source).map(agent => agent.key) ??
  null;

export const matches = (filter: CallFilter, call: Call): boolean =>
  (filter.sources?.includes(call.source) ?? true) &&
  (filter.statuses?.includes(call.status) ?? true) &&
  (filter.directions === null || (call.direction !== null && filter.directions.includes(call.direction))) &&
  matchesAgent(filter, call) &&
  matchesCustomer(filter, call) &&
  matchesStart(filter, call.startedAt) &&
  matchesDuration(filter, call.duration);

const matchesAgent = (filter: CallFilter, call: Call): boolean => {
  const keys = agentKeysOf(filter, call.source);
  return keys === null || (call.agent !== null && keys.includes(call.agent.agentId));
};

const matchesCustomer = ({ customerDigits }: CallFilter, call: Call): boolean =>
  customerDigits === null || digitsOf(call.customerNumber ?? '').endsWith(customerDigits);

function matchesStart({ startedAfter, startedBefore }: CallFilter, startedAt: Instant | null): boolean {
  if (startedAfter === null && startedBefore === null) return true;
  if (startedAt === null) return false;
  const started = microsecondsOf(startedAt);
  return (
    (startedAfter === null || started >= microsecondsOf(startedAfter)) &&
    (startedBefore === null || started <= microsecondsOf(startedBefore))
  );
}

function matchesDuration({ minDuration, maxDuration }: CallFilter, duration: number | null): boolean {
  if (minDuration === null && maxDuration === null) return true;
  if (duration === null) return false;
  return (
    (minDuration === null || duration >= minDuration) && (maxDuration === null || duration <= maxDuration)
  );
}
