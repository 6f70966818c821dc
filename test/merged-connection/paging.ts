import type { FrontDoor } from '../front-door.ts';

export interface ListedCall {
  readonly id: string;
  readonly sid: string;
  readonly source: 'BUTTER' | 'BURKI';
  readonly startedAt: string | null;
  readonly createdAt: string | null;
}

const page = `query($first: Int, $after: String, $filter: CallFilter) {
  calls(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id sid source startedAt createdAt } }
    pageInfo { hasNextPage endCursor startCursor hasPreviousPage }
    totalCount
    coverage { source state origin code scanned reachedBackTo total }
  }
}`;

/** Asks for one page, as a client that shows rows does. */
export const askPage = async ({ ask }: FrontDoor, variables: Record<string, unknown>) => ask(page, variables);

export interface Walk {
  readonly first?: number;
  readonly filter?: Record<string, unknown>;
  /** Called after each page. */
  readonly between?: () => void;
  readonly onPage?: (page: { coverage: { state: string; code: string | null }[] }) => void;
  /** Goes on from the last edge's cursor instead of the page's. */
  readonly byEdge?: boolean;
}

/** Pages through the whole list; a walk that does not end is an error. */
export async function walk(
  door: FrontDoor,
  { first = 7, filter, between, onPage, byEdge }: Walk = {},
): Promise<ListedCall[]> {
  const calls: ListedCall[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 500; pages += 1) {
    const { data, errors } = await askPage(door, { first, after, filter });
    if (errors) throw new Error(JSON.stringify(errors));
    calls.push(...data.calls.edges.map((edge: { node: ListedCall }) => edge.node));
    onPage?.(data.calls);
    if (!data.calls.pageInfo.hasNextPage) return calls;
    const last = data.calls.edges.at(-1);
    after = byEdge && last ? last.cursor : data.calls.pageInfo.endCursor;
    between?.();
  }
  throw new Error('The list does not end.');
}

export const sidsOf = (calls: readonly { sid: string }[]): string[] => calls.map(call => call.sid);

export const ofSource = (calls: readonly ListedCall[], source: ListedCall['source']): ListedCall[] =>
  calls.filter(call => call.source === source);
