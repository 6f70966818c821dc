import { expect } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { callsOf, type InMemoryIndex, inMemoryIndex } from '../call-index/in-memory-index.ts';
import { type Answer, type FrontDoor, type FrontDoorOptions, openFrontDoor } from '../front-door.ts';

/** A gateway over both sandboxes with an index of their calls. */
export interface ListingDoor extends FrontDoor {
  /** The calls of both sandboxes. */
  calls(): readonly Call[];
  /** Asks for one page. */
  page(args: PageArguments): Promise<Answer>;
}

/** A gateway whose index is in memory. */
export interface IndexedDoor extends ListingDoor {
  readonly memory: InMemoryIndex;
}

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly filter?: object | null;
  readonly orderBy?: object | null;
}

export const pageQuery = `query($first: Int, $last: Int, $after: String, $before: String, $filter: CallFilter, $orderBy: CallOrder) {
  calls(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {
    edges { cursor node { id sid source } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    coverage {
      source state origin code scanned reachedBackTo total asOf
      index { state callCount completeBackTo reachedBackTo asOf provenAt conversationCount conversationsBackTo }
    }
  }
}`;

export const costConversion = { currency: 'USD', rates: { CREDITS: '0.01' } };

export async function openIndexedDoor(options: FrontDoorOptions = {}): Promise<IndexedDoor> {
  const memory = inMemoryIndex(() => calls());
  const door: FrontDoor = await openFrontDoor({
    ...options,
    gateway: { costConversion, ...options.gateway, createIndex: () => memory.index },
  });
  const calls = () => callsOf(door.butter, door.burki);
  return { ...door, memory, calls, page: args => door.ask(pageQuery, { ...args }) };
}

/** The calls of a page, which has to be without errors, by their sids. */
export function sidsIn({ data, errors }: Answer): string[] {
  expect(errors).toBeUndefined();
  return data.calls.edges.map(({ node }: { node: { sid: string } }) => node.sid);
}

export interface IndexedWalk extends PageArguments {
  readonly backward?: boolean;
  /** Goes on from the edge at the end of each page. */
  readonly byEdge?: boolean;
  readonly onPage?: (answer: Answer) => void;
}

/** Pages through a whole list; a walk that does not end is an error. */
export async function walkIndexed(
  { page }: Pick<IndexedDoor, 'page'>,
  { backward = false, byEdge = false, onPage, ...args }: IndexedWalk,
): Promise<string[]> {
  const pages: string[][] = [];
  for (let cursor: string | null = null; pages.length < 500; ) {
    const answer = await page({ ...args, ...(cursor && { [backward ? 'before' : 'after']: cursor }) });
    pages.push(sidsIn(answer));
    onPage?.(answer);
    const { hasNextPage, hasPreviousPage } = answer.data.calls.pageInfo;
    if (!(backward ? hasPreviousPage : hasNextPage)) return (backward ? pages.reverse() : pages).flat();
    cursor = placeAfter(answer, backward, byEdge);
  }
  throw new Error('The list does not end.');
}

function placeAfter({ data }: Answer, backward: boolean, byEdge: boolean): string {
  const { edges, pageInfo } = data.calls;
  if (byEdge && edges.length > 0) return (backward ? edges[0] : edges.at(-1)).cursor;
  return backward ? pageInfo.startCursor : pageInfo.endCursor;
}
