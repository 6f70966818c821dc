import type { Call } from '../../domain/call.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Checkpoint, SourceIterator } from './source-iterator.ts';

/** Places of all sources, as a cursor holds them. */
export type Checkpoints = Partial<Readonly<Record<SourceName, Checkpoint>>>;

export interface MergedEdge {
  readonly call: Call;
  /** Places of all streams right after this call, in the order of the streams. */
  readonly checkpoints: readonly Checkpoint[];
}

/**
 * K-way merge with a watermark for each stream: takes the newest call of all until the page is full. An upstream is
 * asked only if the next call depends on its answer. The page ends where a stream has used up its budget, because its next
 * row might be newer. A stream that failed is passed over; its rows come late, with a later page.
 */
export async function merge(iterators: readonly SourceIterator[], first: number): Promise<MergedEdge[]> {
  const edges: MergedEdge[] = [];
  while (edges.length < first) {
    const newest = peekNewest(iterators);
    const time = newest?.peekTime ?? Number.NEGATIVE_INFINITY;
    if (isBlocked(iterators, time)) {
      const starved = iterators.filter(stream => mayComeFirst(stream, time) && stream.needsPage());
      if (starved.length === 0) break;
      await Promise.all(starved.map(stream => stream.fetchPage(first - edges.length)));
      continue;
    }
    if (!newest) break;
    const call = newest.next();
    if (call) edges.push({ call, checkpoints: iterators.map(checkpointOf) });
  }
  return edges;
}

/** Whether an unread row of the stream may precede a call of that time, ties included. */
const mayComeFirst = ({ checkpoint }: SourceIterator, time: number): boolean => checkpoint.watermark >= time;

/** Whether the next call may be an unread row of a stream that has no row at hand. */
function isBlocked(iterators: readonly SourceIterator[], time: number): boolean {
  for (const stream of iterators)
    if (mayComeFirst(stream, time) && (stream.needsPage() || stream.budgetExhausted())) return true;
  return false;
}

/** The stream with the newest row at hand; on equal times, the first in the order of sources. */
function peekNewest(iterators: readonly SourceIterator[]): SourceIterator | null {
  let newest: SourceIterator | null = null;
  for (const stream of iterators) {
    if (stream.peekTime === null) continue;
    if (newest?.peekTime == null || stream.peekTime > newest.peekTime) newest = stream;
  }
  return newest;
}

const checkpointOf = ({ checkpoint }: SourceIterator): Checkpoint => checkpoint;

/** Places by source: the current ones, or those after a call. */
export const checkpointsOf = (
  iterators: readonly SourceIterator[],
  places: readonly Checkpoint[] = iterators.map(checkpointOf),
): Checkpoints => Object.fromEntries(iterators.map(({ name }, at) => [name, places[at]]));
