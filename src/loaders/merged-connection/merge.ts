import type { Call } from '../../domain/call.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Place, SourceStream } from './source-iterator.ts';

/** Places of all sources, as a cursor holds them. */
export type Places = Partial<Readonly<Record<SourceName, Place>>>;

export interface MergedEdge {
  readonly call: Call;
  /** Places of all streams right after this call, in the order of the streams. */
  readonly after: readonly Place[];
}

/**
 * K-way merge with a watermark for each stream: takes the newest call of all until the page is full. An upstream is
 * asked only if the next call depends on its answer. The page ends where a stream has used up its budget, because its next
 * row might be newer. A stream that failed is passed over; its rows come late, with a later page.
 */
export async function merge(streams: readonly SourceStream[], first: number): Promise<MergedEdge[]> {
  const edges: MergedEdge[] = [];
  while (edges.length < first) {
    const newest = newestOf(streams);
    const time = newest?.headTime ?? Number.NEGATIVE_INFINITY;
    if (isHeldUp(streams, time)) {
      const hungry = streams.filter(stream => mayComeFirst(stream, time) && stream.isHungry());
      if (hungry.length === 0) break;
      await Promise.all(hungry.map(stream => stream.fill(first - edges.length)));
      continue;
    }
    if (!newest) break;
    const call = newest.take();
    if (call) edges.push({ call, after: streams.map(placeOf) });
  }
  return edges;
}

/** Whether an unread row of the stream may precede a call of that time, ties included. */
const mayComeFirst = ({ place }: SourceStream, time: number): boolean => place.passed >= time;

/** Whether the next call may be an unread row of a stream that has no row at hand. */
function isHeldUp(streams: readonly SourceStream[], time: number): boolean {
  for (const stream of streams)
    if (mayComeFirst(stream, time) && (stream.isHungry() || stream.isStalled())) return true;
  return false;
}

/** The stream with the newest row at hand; on equal times, the first in the order of sources. */
function newestOf(streams: readonly SourceStream[]): SourceStream | null {
  let newest: SourceStream | null = null;
  for (const stream of streams) {
    if (stream.headTime === null) continue;
    if (newest?.headTime == null || stream.headTime > newest.headTime) newest = stream;
  }
  return newest;
}

const placeOf = ({ place }: SourceStream): Place => place;

/** Places by source: the current ones, or those after a call. */
export const placesOf = (
  streams: readonly SourceStream[],
  places: readonly Place[] = streams.map(placeOf),
): Places => Object.fromEntries(streams.map(({ name }, at) => [name, places[at]]));
