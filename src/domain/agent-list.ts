import type { CallIndexCoverage } from './call-index.ts';
import { type SourceName, sourceNames } from './source-name.ts';
import type { AgentReference, VoiceAgent } from './voice-agent.ts';

/** All agents of one source, as far as they could be read. */
export interface AgentList {
  /** In the order of `compareAgents`, each once. An agent is whole if the list has all of its fields. */
  readonly agents: readonly ListedAgent[];
  /** Whether the budget of requests did not suffice for the whole list. */
  readonly isTruncated: boolean;
  /** Whether items were unreadable, or the list broke off although the API announced more. */
  readonly incomplete: boolean;
  /** Present if the API failed and the list is a stale cache entry. `at` is its time in milliseconds since 1970. */
  readonly stale?: { readonly at: number; readonly failure: unknown };
  /** Present if these are the agents that calls in the index name, because the API has no list of agents. */
  readonly index?: CallIndexCoverage;
}

export type ListedAgent = AgentReference | VoiceAgent;

/** Sorts the agents of a source, and drops repeats. */
export function agentListOf(
  agents: readonly ListedAgent[],
  { isTruncated, incomplete }: Pick<AgentList, 'isTruncated' | 'incomplete'>,
): AgentList {
  const byKey = new Map(agents.map(agent => [agent.agentId, agent]));
  const distinct = [...byKey.values()].slice(0, maxListedAgents);
  return {
    agents: distinct.sort(compareAgents),
    isTruncated: isTruncated || byKey.size > maxListedAgents,
    incomplete,
  };
}

export const isWholeAgent = (agent: ListedAgent): agent is VoiceAgent => 'profile' in agent;

/** Bound on the agents of one list, because they are sorted at once and held in memory. */
export const maxListedAgents = 10_000;

/** Filter of the list of agents. A null criterion matches every agent, an empty set none. */
export interface AgentFilter {
  readonly sources: readonly SourceName[] | null;
  /** Letters in the name, in upper case. */
  readonly name: string | null;
  readonly active: boolean | null;
}

/** Upper case, because lower case has two forms of the letter sigma, and keeps `ß` apart from `SS`. */
export const foldName = (name: string): string => name.normalize('NFC').toUpperCase();

export const matchesAgent = (agent: ListedAgent, { sources, name, active }: AgentFilter): boolean =>
  (sources === null || sources.includes(agent.source)) &&
  (name === null || (agent.name !== null && foldName(agent.name).includes(name))) &&
  (active === null || (isWholeAgent(agent) && agent.profile.active === active));

/** Place of an agent in the order of the list; it stays valid when the agent is gone. */
export interface AgentPlace {
  readonly source: SourceName;
  readonly agentId: string;
  /** The beginning of the name, up to `maxOrderedName` code units; null without a name. */
  readonly name: string | null;
}

/** Length to which names are compared, so that a place fits into a cursor. */
export const maxOrderedName = 200;

export const placeOf = ({ source, agentId, name }: AgentReference): AgentPlace => ({
  source,
  agentId,
  name: name?.slice(0, maxOrderedName) ?? null,
});

/** Letters without regard to case and accents, and numbers by their value. */
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Total order: by name, those without one last; then by source and key. */
export const comparePlaces = (a: AgentPlace, b: AgentPlace): number =>
  compareNames(a.name, b.name) ||
  sourceNames.indexOf(a.source) - sourceNames.indexOf(b.source) ||
  compareText(a.agentId, b.agentId);

const compareAgents = (a: AgentReference, b: AgentReference): number => comparePlaces(placeOf(a), placeOf(b));

function compareNames(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return collator.compare(a, b) || compareText(a, b);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
