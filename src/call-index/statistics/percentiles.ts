import type { FigureSpread } from '../../domain/call-stats.ts';
import { percentileOf } from '../../domain/distribution.ts';

/** Lets other work of the thread go on; throws OVERLOADED once the time of a query is used up. */
export type Pause = () => Promise<void>;

/** Values that are sorted in one piece, if they are of several segments: about ten milliseconds. */
const sliceValues = 100_000;

/** Parts of some rows. */
export interface Segments {
  readonly count: number;
  /** The segment of a position, -1 for none; null if all are in the first. */
  readonly segmentOf: ((at: number) => number) | null;
}

/**
 * Percentiles of the values in each segment, for all shares; NaN is unknown. A long segment is sorted in one piece: a million
 * values take a tenth of a second.
 */
export async function percentilesBySegment(
  values: Float64Array,
  segments: Segments,
  shares: readonly number[],
  pause: Pause,
): Promise<FigureSpread['percentiles'][]> {
  const percentiles: FigureSpread['percentiles'][] = [];
  if (shares.length === 0) return percentiles;
  await pause();
  const { starts, scattered } = scatter(values, segments);
  await pause();
  let slice = 0;
  for (let segment = 0; segment < segments.count; segment += 1) {
    const ascending = scattered.subarray(starts[segment], starts[segment + 1]).sort();
    percentiles.push(new Map(shares.map(share => [share, percentileOf(ascending, share)])));
    slice += ascending.length;
    if (slice < sliceValues) continue;
    await pause();
    slice = 0;
  }
  return percentiles;
}

/** Copies the known values segment by segment; segment n is from start n up to start n + 1. */
function scatter(
  values: Float64Array,
  { count, segmentOf }: Segments,
): { readonly starts: Int32Array; readonly scattered: Float64Array } {
  const placed = new Int16Array(values.length);
  const starts = new Int32Array(count + 1);
  for (let at = 0; at < placed.length; at += 1) {
    const segment = Number.isNaN(values[at]) ? -1 : segmentOf === null ? 0 : segmentOf(at);
    placed[at] = segment;
    if (segment >= 0) starts[segment + 1] = (starts[segment + 1] ?? 0) + 1;
  }
  for (let segment = 0; segment < count; segment += 1)
    starts[segment + 1] = (starts[segment + 1] ?? 0) + (starts[segment] ?? 0);
  return { starts, scattered: placeValues(values, placed, starts) };
}

function placeValues(values: Float64Array, placed: Int16Array, starts: Int32Array): Float64Array {
  const scattered = new Float64Array(starts.at(-1) ?? 0);
  const next = starts.slice();
  for (let at = 0; at < placed.length; at += 1) {
    const segment = placed[at] ?? -1;
    if (segment < 0) continue;
    const place = next[segment] ?? 0;
    scattered[place] = values[at] ?? 0;
    next[segment] = place + 1;
  }
  return scattered;
}
