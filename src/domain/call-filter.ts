import type { Call } from './call.ts';
import type { CallDirection, CallStatus } from './enums.ts';
import { canonicalInstant, type Instant, microsecondsOf } from './instant.ts';
import { digitsOf } from './phone-number.ts';
import type { SourceName } from './source-name.ts';

/**
 * Filter of the merged connection. A null criterion matches every call; bounds of times and durations are inclusive.
 */
export interface CallFilter {
  readonly sources: readonly SourceName[] | null;
  readonly statuses: readonly CallStatus[] | null;
  readonly directions: readonly CallDirection[] | null;
  readonly agents: readonly AgentCriterion[] | null;
  /** Final digits of the customer's number. */
  readonly customerDigits: string | null;
  readonly startedAfter: Instant | null;
  readonly startedBefore: Instant | null;
  readonly minDuration: number | null;
  readonly maxDuration: number | null;
}

/** Agent identified by its platform's own key; `source` is null for a bare key, which matches in every source. */
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
 * Canonical form of a filter: sets are sorted and deduplicated, times lose trailing zeros. Cursors, list cache keys and
 * single-flight rely on it.
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

/** Treats an empty set as null, because it restricts nothing. */
const canonicalSet = <T extends string>(items: readonly T[] | null): readonly T[] | null =>
  items && items.length > 0 ? [...new Set(items)].sort() : null;

/** Drops a key of one source if the filter also has the same key for every source. */
function canonicalAgents(agents: readonly AgentCriterion[] | null): readonly AgentCriterion[] | null {
  if (!agents || agents.length === 0) return null;
  const bare = new Set(agents.filter(agent => agent.source === null).map(agent => agent.key));
  const distinct = new Map<string, AgentCriterion>();
  for (const { source, key } of agents)
    if (source === null || !bare.has(key)) distinct.set(JSON.stringify([source, key]), { source, key });
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, agent]) => agent);
}

/** Tells whether the filter restricts anything besides the sources. */
export const isSelective = (filter: CallFilter): boolean => restricts(filter, ['sources']);

/** Tells whether the matching calls are the newest of each list, because only `startedAfter` restricts them. */
export const isPrefix = (filter: CallFilter): boolean => !restricts(filter, ['sources', 'startedAfter']);

function restricts(filter: CallFilter, except: readonly (keyof CallFilter)[]): boolean {
  for (const name in filter) {
    const criterion = name as keyof CallFilter;
    if (filter[criterion] !== null && !except.includes(criterion)) return true;
  }
  return false;
}

/** Agent keys of the filter that may belong to a source; null if the filter does not restrict agents. */
export const agentKeysOf = (filter: CallFilter, source: SourceName): readonly string[] | null =>
  filter.agents?.filter(agent => agent.source === null || agent.source === source).map(agent => agent.key) ??
  null;

/** Returns the predicate of a filter, which parses its bounds of times once. */
export function createMatcher(filter: CallFilter): (call: Call) => boolean {
  if (!restricts(filter, [])) return () => true;
  const bounds = boundsOf(filter);
  return call =>
    (filter.sources?.includes(call.source) ?? true) &&
    (filter.statuses?.includes(call.status) ?? true) &&
    (filter.directions === null || (call.direction !== null && filter.directions.includes(call.direction))) &&
    matchesAgent(filter, call) &&
    matchesCustomer(filter, call) &&
    matchesStart(bounds, call.startedAt) &&
    matchesDuration(filter, call.duration);
}

const matchesAgent = (filter: CallFilter, call: Call): boolean => {
  const keys = agentKeysOf(filter, call.source);
  return keys === null || (call.agent !== null && keys.includes(call.agent.agentId));
};

const matchesCustomer = ({ customerDigits }: CallFilter, call: Call): boolean =>
  customerDigits === null || digitsOf(call.customerNumber ?? '').endsWith(customerDigits);

/** Bounds of the start in microseconds; null without a bound. */
interface Bounds {
  readonly after: number;
  readonly before: number;
}

const boundsOf = ({ startedAfter, startedBefore }: CallFilter): Bounds | null =>
  startedAfter === null && startedBefore === null
    ? null
    : {
        after: startedAfter === null ? Number.NEGATIVE_INFINITY : microsecondsOf(startedAfter),
        before: startedBefore === null ? Number.POSITIVE_INFINITY : microsecondsOf(startedBefore),
      };

function matchesStart(bounds: Bounds | null, startedAt: Instant | null): boolean {
  if (bounds === null) return true;
  if (startedAt === null) return false;
  const started = microsecondsOf(startedAt);
  return started >= bounds.after && started <= bounds.before;
}

function matchesDuration({ minDuration, maxDuration }: CallFilter, duration: number | null): boolean {
  if (minDuration === null && maxDuration === null) return true;
  if (duration === null) return false;
  return (
    (minDuration === null || duration >= minDuration) && (maxDuration === null || duration <= maxDuration)
  );
}
