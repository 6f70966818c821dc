import { type AgentList, agentListOf, type ListedAgent } from './agent-list.ts';

/** Page of the list of agents of one API. */
export interface AgentsPage<Place> {
  readonly agents: readonly ListedAgent[];
  /** Whether items were unreadable, or more are announced without a place to read them from. */
  readonly incomplete: boolean;
  /** Place of the next page; null at the end of the list. */
  readonly next: Place | null;
}

/** Reads the pages of a list of agents within a budget of requests; null if its first page does not exist. */
export async function readAgentPages<Place>(
  start: Place,
  maxRequests: number,
  read: (place: Place) => Promise<AgentsPage<Place> | null>,
): Promise<AgentList | null> {
  const agents: ListedAgent[] = [];
  let incomplete = false;
  let place: Place | null = start;
  for (let requests = 0; requests < maxRequests && place !== null; requests += 1) {
    const page: AgentsPage<Place> | null = await read(place);
    if (!page && requests === 0) return null;
    agents.push(...(page?.agents ?? []));
    incomplete ||= page?.incomplete ?? true;
    place = page?.next ?? null;
  }
  return agentListOf(agents, { isTruncated: place !== null, incomplete });
}
