import { Big } from 'big.js';
import type { Call } from '../../src/domain/call.ts';
import type { Answer } from '../front-door.ts';
import { type IndexedWalk, type PageArguments, walkIndexed } from '../indexed-connection/indexed-door.ts';

export const listQuery = `query($first: Int, $last: Int, $after: String, $before: String, $filter: CallFilter, $orderBy: CallOrder) {
  calls(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {
    edges {
      cursor
      node {
        source sid databaseId status direction startedAt endedAt time duration turnCount agentName endReason flowName
        recordingEnabled metadata customerNumber cost { currency total }
      }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    coverage { state }
  }
}`;

/** A call as the list shows it. */
export const shownOf = ({ cost, ...call }: Call) => ({
  source: call.source,
  sid: call.sid,
  databaseId: call.databaseId,
  status: call.status,
  direction: call.direction,
  startedAt: call.startedAt,
  endedAt: call.endedAt,
  time: call.startedAt ?? call.createdAt,
  duration: call.duration,
  turnCount: call.turnCount,
  agentName: call.agentName,
  endReason: call.endReason,
  flowName: call.flowName,
  recordingEnabled: call.recordingEnabled,
  metadata: call.metadata,
  customerNumber: call.customerNumber,
  cost: {
    currency: cost.currency,
    total: cost.total === null ? null : new Big(cost.total).toFixed(),
  },
});

export type ShownCall = ReturnType<typeof shownOf>;

export const keyOfShown = ({ source, databaseId, sid }: ShownCall): string =>
  `${source}:${databaseId ?? sid}`;

/** Reads a whole list, and returns its calls in order. */
export async function readList(
  page: (args: PageArguments) => Promise<Answer>,
  { onPage = () => {}, ...walk }: IndexedWalk,
): Promise<readonly ShownCall[]> {
  const pages: ShownCall[][] = [];
  await walkIndexed(
    { page },
    {
      ...walk,
      onPage(answer) {
        pages.push(answer.data.calls.edges.map(({ node }: { node: ShownCall }) => node));
        onPage(answer);
      },
    },
  );
  return (walk.backward ? pages.reverse() : pages).flat();
}
