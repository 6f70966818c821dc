import type { Call } from '../../domain/call.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Place, SourceStream } from './stream.ts';

/** Each source's place: what a cursor is made of. */
export type Places = Partial<Readonly<Record<SourceName, Place>>>;

export interface MergedEdge {
  readonly call: Call;
  /** Where every source stands right after this call: told when asked for, because few cursors are. */
  places(): Places;
}

/**
 * Takes the newest call of all streams until the page is full. Upstreams are asked only for what the next
 * call depends on. Beyond the point where a stream may ask no more, nothing is given, because its next row
 * might be newer; a stream that failed is passed over instead, and gives its rows late rather than never.
 */
export async function merge(streams: readonly SourceStream[], first: number): Promise<MergedEdge[]> {
  const edges: MergedEdge[] = [];
  while (edges.length < first) {
    const newest = newestOf(streams);
    const time = newest?.headTime ?? Number.NEGATIVE_INFINITY;
    const hungry = streams.filter(stream => stream.place.passed > time && stream.isHungry());
    if (hungry.length > 0) {
      await Promise.all(hungry.map(stream => stream.fill(first - edges.length)));
      continue;
    }
    if (!newest || streams.some(stream => stream.place.passed > time && stream.isStalled())) break;
    const call = newest.take();
    if (call) edges.push({ call, places: rememberPlaces(streams) });
  }
  return edges;
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

function rememberPlaces(streams: readonly SourceStream[]): () => Places {
  const places = streams.map(({ place }) => place);
  return () => Object.fromEntries(streams.map(({ name }, at) => [name, places[at]]));
}

export const placesOf = (streams: readonly SourceStream[]): Places =>
  Object.fromEntries(streams.map(stream => [stream.name, stream.place]));
