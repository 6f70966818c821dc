import type { CostConversion } from './cost-conversion.ts';
import type { Decimal } from './decimal.ts';
import type { CallDirection, CallStatus } from './enums.ts';
import { canonicalInstant, type Instant, isBefore } from './instant.ts';
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
  readonly ended: TimeRange | null;
  readonly duration: DurationRange | null;
  readonly recordingEnabled: boolean | null;
  /** End reasons, flow names and names of agents as the sources spell them. */
  readonly endReasons: readonly string[] | null;
  readonly flowNames: readonly string[] | null;
  readonly agentNames: readonly string[] | null;
  readonly cost: CostRange | null;
  /** Criteria that the metadata of a call meets all together. */
  readonly metadata: readonly MetadataCriterion[] | null;
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

/** Range of costs by `conversion`, both ends included. A null end is open. */
export interface CostRange {
  readonly min: Decimal | null;
  readonly max: Decimal | null;
  /** The currency of the range, with the rates into it: none if the range is of one currency or of credits. */
  readonly conversion: CostConversion;
}

/** A key at the top of a call's metadata, and its value as text; null for any value. */
export interface MetadataCriterion {
  readonly key: string;
  readonly value: string | null;
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
  ended: null,
  duration: null,
  recordingEnabled: null,
  endReasons: null,
  flowNames: null,
  agentNames: null,
  cost: null,
  metadata: null,
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
  ended: canonicalTimeRange(filter.ended),
  duration: filter.duration && isOpen(filter.duration) ? null : filter.duration,
  recordingEnabled: filter.recordingEnabled,
  endReasons: canonicalSet(filter.endReasons),
  flowNames: canonicalSet(filter.flowNames),
  agentNames: canonicalSet(filter.agentNames),
  cost: filter.cost && isOpen(filter.cost) ? null : filter.cost,
  metadata: canonicalMetadata(filter.metadata),
});

/** The canonical filter as text. It omits null criteria, so that cursors outlive the addition of a criterion. */
export const textOfFilter = (filter: CallFilter): string =>
  JSON.stringify(filter, (_, value: unknown) => value ?? undefined);

/** A list without criteria matches every call, unlike an empty set. */
function canonicalMetadata(
  criteria: readonly MetadataCriterion[] | null,
): readonly MetadataCriterion[] | null {
  const distinct = new Map(criteria?.map(({ key, value }) => [JSON.stringify([key, value]), { key, value }]));
  return distinct.size === 0 ? null : [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

const canonicalSet = <T extends string>(items: readonly T[] | null): readonly T[] | null =>
  items && [...new Set(items)].sort();

function canonicalTimeRange(range: TimeRange | null): TimeRange | null {
  if (!range || (range.from === null && range.before === null)) return null;
  return {
    from: range.from && canonicalInstant(range.from),
    before: range.before && canonicalInstant(range.before),
  };
}

const isOpen = ({ min, max }: DurationRange | CostRange): boolean => min === null && max === null;

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
export function matchesNone(filter: CallFilter): boolean {
  const { sources, statuses, directions, agents, endReasons, flowNames, agentNames } = filter;
  const sets = [sources, statuses, directions, agents, endReasons, flowNames, agentNames];
  return sets.some(set => set?.length === 0) || isEmpty(filter.started) || isEmpty(filter.ended);
}

const isEmpty = (range: TimeRange | null): boolean =>
  range !== null && range.from !== null && range.before !== null && !isBefore(range.from, range.before);

/** Tells whether the filter restricts anything besides the sources. */
export const isSelective = (filter: CallFilter): boolean => restricts(filter, ['sources']);

/** Tells whether the matching calls are the newest of each list, because only `started.from` restricts them. */
export const isPrefix = (filter: CallFilter): boolean =>
  !restricts(filter, ['sources', 'started']) && (filter.started?.before ?? null) === null;

/** Tells whether the filter has a criterion besides some. */
export function restricts(filter: CallFilter, except: readonly (keyof CallFilter)[]): boolean {
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
