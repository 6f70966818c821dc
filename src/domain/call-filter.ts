import type { Call } from './call.ts';
import type { CallDirection, CallStatus } from './enums.ts';
import { canonicalInstant, type Instant, microsecondsOf } from './instant.ts';
import { digitsOf } from './phone-number.ts';
import type { SourceName } from './source-name.ts';

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

/**
 * The one spelling of a filter: sets without order and repetition, times without trailing zeros. Cursors, list cache keys
 * and single-flight go by it.
 */
export const canonicalFilter = (filter: CallFilter): CallFilter => ({
  sources: canonicalSet(filter.sources),
  statuses: canonicalSet(filter.statuses),
  directions: canonicalSet(filter.directions),
  agents: canonicalAgents(filter.agents),
  customerDigits: filter.customerDigits,
  startedAfter: filter.startedAfter && canonicalInstant(filter.startedAfter),
  startedBefore: filter.startedBefore && canonicalInstant(filter.startedBefore),
  minDuration: filter.minDuration,
  maxDuration: filter.maxDuration,
});

/** Null for an empty set, which asks nothing. */
const canonicalSet = <T extends string>(items: readonly T[] | null): readonly T[] | null =>
  items && items.length > 0 ? [...new Set(items)].sort() : null;

/** An agent that is asked for by its bare key, in any source, makes the same key of one source superfluous. */
function canonicalAgents(agents: readonly AgentCriterion[] | null): readonly AgentCriterion[] | null {
  if (!agents || agents.length === 0) return null;
  const bare = new Set(agents.filter(agent => agent.source === null).map(agent => agent.key));
  const bySpelling = new Map<string, AgentCriterion>();
  for (const { source, key } of agents)
    if (source === null || !bare.has(key)) bySpelling.set(JSON.stringify([source, key]), { source, key });
  return [...bySpelling].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, agent]) => agent);
}

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
