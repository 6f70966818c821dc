import type { Call } from '../../domain/call.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Place, SourceStream } from './stream.ts';

/** Each source's place: what a cursor is made of. */
export type Places = Partial<Readonly<Record<SourceName, Place>>>;

export interface MergedEdge {
  readonly call: Call;
  /** Where each stream, in their order, stands right after this call. */
  readonly after: readonly Place[];
}

/**
 * K-way merge with a watermark for each stream: takes the newest call of all until the page is full. Upstreams are asked
 * only for what the next call depends on. Beyond the point where a stream may ask no more, nothing is given, because its
 * next row might be newer; a stream that failed is passed over instead, and gives its rows late rather than never.
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

/** Whether an unread row may have to be given before a call of that time; on equal times the order of sources decides. */
const mayComeFirst = ({ place }: SourceStream, time: number): boolean => place.passed >= time;

/** Whether some stream has nothing at hand, though its next row may be the one to be given. */
function isHeldUp(streams: readonly SourceStream[], time: number): boolean {
  for (const stream of streams)
    if (mayComeFirst(stream, time) && (stream.isHungry() || stream.isStalled())) return true;
  return false;
}

/** On equal times the first in the order of sources. */
function newestOf(streams: readonly SourceStream[]): SourceStream | null {
  let newest: SourceStream | null = null;
  for (const stream of streams) {
    if (stream.headTime === null) continue;
    if (newest?.headTime == null || stream.headTime > newest.headTime) newest = stream;
  }
  return newest;
}

const placeOf = ({ place }: SourceStream): Place => place;

/** Each source's place: as it is now, or as it was after a call. */
export const placesOf = (
  streams: readonly SourceStream[],
  places: readonly Place[] = streams.map(placeOf),
): Places => Object.fromEntries(streams.map(({ name }, at) => [name, places[at]]));
