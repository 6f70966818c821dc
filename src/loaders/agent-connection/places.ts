import { type AgentPlace, comparePlaces, type ListedAgent, placeOf } from '../../domain/agent-list.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** The place of each source after which its agents follow; a source without one is listed from its start. */
export type AgentPlaces = ReadonlyMap<SourceName, AgentPlace>;

export interface PlacedAgent {
  readonly agent: ListedAgent;
  readonly place: AgentPlace;
}

/** The first agents after a place, of agents in the order of places. */
export const follow = (
  agents: readonly ListedAgent[],
  after: AgentPlace | null,
  limit: number,
): PlacedAgent[] => {
  const start = after ? indexAfter(agents, after) : 0;
  return agents.slice(start, start + limit).map(agent => ({ agent, place: placeOf(agent) }));
};

/** Binary search for the first agent after a place. */
function indexAfter(agents: readonly ListedAgent[], after: AgentPlace): number {
  let low = 0;
  let high = agents.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const agent = agents[middle];
    if (agent && comparePlaces(placeOf(agent), after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Places after an agent. A source that failed keeps its place, so that its agents come late rather than never. */
export function advance(from: AgentPlaces, read: readonly SourceName[], place: AgentPlace): AgentPlaces {
  const places = new Map(from);
  for (const name of read) {
    const earlier = places.get(name);
    if (!earlier || comparePlaces(earlier, place) < 0) places.set(name, place);
  }
  return places;
}
