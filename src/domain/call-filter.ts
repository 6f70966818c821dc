import type { Call } from './call.ts';
import type { CallDirection, CallStatus } from './enums.ts';
import { canonicalInstant, type Instant, isBefore } from './instant.ts';
import { digitsOf } from './phone-number.ts';
import type { SourceName } from './source-name.ts';

/** Filter of the merged connection, in its canonical form. A null criterion matches every call, an empty set none. */
export interface CallFilter {
  readonly sources: readonly SourceName[] | null;
  readonly statuses: readonly CallStatus[] | null;
  readonly directions: readonly CallDirection[] | null;
  readonly agents: readonly AgentCriterion[] | null;
  /** Final digits of the customer's number. */
  readonly customerDigits: string | null;
  readonly started: TimeRange | null;
  readonly duration: DurationRange | null;
}

/** Half-open range of times: it includes `from` and excludes `before`. A null end is open. */
export interface TimeRange {
  readonly from: Instant | null;
  readonly before: Instant | null;
}

/** Range of seconds, both ends included. A null end is open. */
export interface DurationRange {
  readonly min: number | null;
  readonly max: number | null;
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
  started: null,
  duration: null,
};

/**
 * Canonical form of a filter: sets are sorted and deduplicated, times lose trailing zeros, and a range without ends is
 * null. Cursors, list cache keys and single-flight rely on it.
 */
export const canonicalFilter = (filter: CallFilter): CallFilter => ({
  sources: canonicalSet(filter.sources),
  statuses: canonicalSet(filter.statuses),
  directions: canonicalSet(filter.directions),
  agents: canonicalAgents(filter.agents),
  customerDigits: filter.customerDigits,
  started: canonicalTimeRange(filter.started),
  duration: filter.duration && isOpen(filter.duration) ? null : filter.duration,
});

const canonicalSet = <T extends string>(items: readonly T[] | null): readonly T[] | null =>
  items && [...new Set(items)].sort();

function canonicalTimeRange(range: TimeRange | null): TimeRange | null {
  if (!range || isOpen(range)) return null;
  return {
    from: range.from && canonicalInstant(range.from),
    before: range.before && canonicalInstant(range.before),
  };
}

const isOpen = (range: TimeRange | DurationRange): boolean => Object.values(range).every(end => end === null);

/** Drops a key of one source if the filter also has the same key for every source. */
function canonicalAgents(agents: readonly AgentCriterion[] | null): readonly AgentCriterion[] | null {
  if (!agents) return null;
  const bare = new Set(agents.filter(agent => agent.source === null).map(agent => agent.key));
  const distinct = new Map<string, AgentCriterion>();
  for (const { source, key } of agents)
    if (source === null || !bare.has(key)) distinct.set(JSON.stringify([source, key]), { source, key });
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, agent]) => agent);
}

/** Tells whether no call can match, because a set or the range of times is empty. */
export function matchesNone({ sources, statuses, directions, agents, started }: CallFilter): boolean {
  if ([sources, statuses, directions, agents].some(set => set?.length === 0)) return true;
  return started !== null && isEmpty(started);
}

const isEmpty = ({ from, before }: TimeRange): boolean =>
  from !== null && before !== null && !isBefore(from, before);

/** Tells whether the filter restricts anything besides the sources. */
export const isSelective = (filter: CallFilter): boolean => restricts(filter, ['sources']);

/** Tells whether the matching calls are the newest of each list, because only `started.from` restricts them. */
export const isPrefix = (filter: CallFilter): boolean =>
  !restricts(filter, ['sources', 'started']) && (filter.started?.before ?? null) === null;

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
    isInRange(filter.duration, call.duration);
}

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
