import {
  type AgentFilter,
  type AgentPlace,
  comparePlaces,
  type ListedAgent,
} from '../../domain/agent-list.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import type { SourceName } from '../../domain/source-name.ts';
import { failureOfAll } from '../failure-of-all.ts';
import type { CallSourceCoverage } from '../source-coverage.ts';
import { readAgentCursor, writeAgentCursor } from './cursor.ts';
import { type AgentOutcome, agentCoverageOf, countOf, type LoadAgentList, readAgents } from './outcome.ts';
import { type AgentPlaces, advance, follow } from './places.ts';

/** A page of the agents of all sources, by name. */
export interface AgentPage {
  readonly edges: readonly AgentEdge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    readonly endCursor: () => string | null;
  };
  /** Null unless every queried source was read to its end, or no agent can match. */
  readonly totalCount: number | null;
  readonly coverage: () => readonly CallSourceCoverage[];
}

interface AgentEdge {
  readonly node: ListedAgent;
  readonly cursor: () => string;
}

export interface AgentPageRequest {
  readonly first: number;
  readonly after: string | null;
  readonly filter: AgentFilter;
}

/** Whether agents of the source may match, so that its list is needed. */
export const maySelect = ({ identity, calls }: ConnectedSource, filter: AgentFilter): boolean =>
  calls !== null &&
  (filter.sources?.includes(identity.name) ?? true) &&
  !(calls.excludesAgents?.(filter) ?? false);

type Outcomes = ReadonlyMap<SourceName, AgentOutcome>;

/** Lists the agents of all sources; rejects only if every queried source fails. */
export async function listAgents(
  { first, after, filter }: AgentPageRequest,
  sources: readonly ConnectedSource[],
  load: LoadAgentList,
): Promise<AgentPage> {
  const from: AgentPlaces = after === null ? new Map() : readAgentCursor(after, filter);
  const selected = sources.filter(source => maySelect(source, filter));
  const outcomes: Outcomes = new Map(
    await Promise.all(
      selected.map(async source => [source.identity.name, await readAgents(source, filter, load)] as const),
    ),
  );
  failIfAllFailed(outcomes);
  const { found, read } = rowsOf(outcomes, from, first + 1);
  const cursorAt = (place: AgentPlace) => () => writeAgentCursor(filter, advance(from, read, place));
  const edges = found.slice(0, first).map(({ agent, place }) => ({ node: agent, cursor: cursorAt(place) }));
  const end = () => (outcomes.size === 0 ? null : writeAgentCursor(filter, from));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first || read.length < outcomes.size,
      hasPreviousPage: after !== null,
      startCursor: () => edges[0]?.cursor() ?? null,
      endCursor: () => edges.at(-1)?.cursor() ?? end(),
    },
    totalCount: filter.sources?.length === 0 ? 0 : totalOf(outcomes),
    coverage: () =>
      sources.map(source => agentCoverageOf(source, outcomes.get(source.identity.name) ?? null)),
  };
}

/** The next rows of all sources that were read, and the names of these sources. */
function rowsOf(outcomes: Outcomes, from: AgentPlaces, limit: number) {
  const read: SourceName[] = [];
  const found = [...outcomes].flatMap(([name, outcome]) => {
    if (!outcome.list) return [];
    read.push(name);
    return follow(outcome.matching, from.get(name) ?? null, limit);
  });
  return { found: found.sort((a, b) => comparePlaces(a.place, b.place)), read };
}

function totalOf(outcomes: Outcomes): number | null {
  let total = 0;
  for (const outcome of outcomes.values()) total += countOf(outcome) ?? Number.NaN;
  return outcomes.size > 0 && total >= 0 ? total : null;
}

function failIfAllFailed(outcomes: Outcomes): void {
  const failures = [...outcomes.values()].flatMap(outcome => (outcome.list ? [] : [outcome.failure]));
  if (failures.length > 0 && failures.length === outcomes.size) throw failureOfAll(failures);
}
