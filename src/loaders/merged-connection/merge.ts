import type { Call } from '../../domain/call.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Checkpoint, SourceIterator } from './source-iterator.ts';

export type Checkpoints = Partial<Readonly<Record<SourceName, Checkpoint>>>;

export interface MergedEdge {
  readonly call: Call;
  /** Checkpoints of all iterators right after this call, in the order of the iterators. */
  readonly checkpoints: readonly Checkpoint[];
}

/**
 * K-way merge with a watermark for each iterator: takes the newest call of all until the page is full. An iterator
 * fetches a page only if the next call depends on it. An exhausted budget ends the page, because the next row of that
 * source may be newer. A failed iterator is skipped; its rows come late, with a later page.
 */
export async function merge(iterators: readonly SourceIterator[], first: number): Promise<MergedEdge[]> {
  const edges: MergedEdge[] = [];
  while (edges.length < first) {
    const newest = peekNewest(iterators);
    const time = newest?.peekTime ?? Number.NEGATIVE_INFINITY;
    if (isBlocked(iterators, time)) {
      const starved = iterators.filter(iterator => mayComeFirst(iterator, time) && iterator.needsPage());
      if (starved.length === 0) break;
      await Promise.all(starved.map(iterator => iterator.fetchPage(first - edges.length)));
      continue;
    }
    if (!newest) break;
    const call = newest.next();
    if (call) edges.push({ call, checkpoints: iterators.map(checkpointOf) });
  }
  return edges;
}

/** Whether an unread row of the iterator may precede a call of that time, ties included. */
const mayComeFirst = ({ checkpoint }: SourceIterator, time: number): boolean => checkpoint.watermark >= time;

/** Whether the next call may be an unread row of an iterator without buffered rows. */
function isBlocked(iterators: readonly SourceIterator[], time: number): boolean {
  for (const iterator of iterators)
    if (mayComeFirst(iterator, time) && (iterator.needsPage() || iterator.budgetExhausted())) return true;
  return false;
}

/** Returns the iterator with the newest buffered row; on equal times, the first in the order of sources. */
function peekNewest(iterators: readonly SourceIterator[]): SourceIterator | null {
  let newest: SourceIterator | null = null;
  for (const iterator of iterators) {
    if (iterator.peekTime === null) continue;
    if (newest?.peekTime == null || iterator.peekTime > newest.peekTime) newest = iterator;
  }
  return newest;
}

const checkpointOf = ({ checkpoint }: SourceIterator): Checkpoint => checkpoint;

/** Checkpoints by source: the current ones, or those after a call. */
export const checkpointsOf = (
  iterators: readonly SourceIterator[],
  checkpoints: readonly Checkpoint[] = iterators.map(checkpointOf),
): Checkpoints => Object.fromEntries(iterators.map(({ name }, at) => [name, checkpoints[at]]));
