import type { FrontDoor } from '../front-door.ts';

export interface ListedAgent {
  readonly id: string;
  readonly source: 'BUTTER' | 'BURKI';
  readonly agentId: string;
  readonly name: string | null;
}

const page = `query ($first: Int, $after: String, $filter: VoiceAgentFilter) {
  voiceAgents(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id source agentId name } }
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    coverage { source state origin code scanned reachedBackTo total asOf index { state conversationCount } }
  }
}`;

export const askAgents = async ({ ask }: Pick<FrontDoor, 'ask'>, variables: Record<string, unknown> = {}) =>
  ask(page, variables);

// biome-ignore lint/suspicious/noExplicitAny: answers in tests have no types.
export const agentsOf = (data: any): ListedAgent[] =>
  data.voiceAgents.edges.map(({ node }: { node: ListedAgent }) => node);

// biome-ignore lint/suspicious/noExplicitAny: answers in tests have no types.
export const namesOf = (data: any): (string | null)[] => agentsOf(data).map(({ name }) => name);

export interface Walk {
  readonly first?: number;
  readonly filter?: Record<string, unknown>;
  /** Called after each page. */
  readonly between?: () => void;
  /** Goes on from the cursor of the edge at this share of the page, instead of the page's. */
  readonly byEdge?: boolean;
}

/** Pages through the whole list; a walk that does not end is an error. */
export async function walkAgents(
  door: FrontDoor,
  { first = 3, filter, between, byEdge }: Walk = {},
): Promise<ListedAgent[]> {
  const agents: ListedAgent[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 300; pages += 1) {
    const { data, errors } = await askAgents(door, { first, after, filter });
    if (errors) throw new Error(JSON.stringify(errors));
    agents.push(...agentsOf(data));
    const { pageInfo, edges } = data.voiceAgents;
    if (!pageInfo.hasNextPage) return agents;
    after = (byEdge && edges.at(-1)?.cursor) || pageInfo.endCursor;
    between?.();
  }
  throw new Error('The list does not end.');
}
