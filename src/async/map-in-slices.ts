import type { NextTurn } from './turn-queue.ts';

/** Items that are mapped in one turn of the event loop: about two milliseconds of work. */
const sliceItems = 500;

export const isLongList = (value: unknown): boolean => Array.isArray(value) && value.length > sliceItems;

/** Maps a long list in slices, between which other requests are served. An item counts as much as `weigh` says. */
export async function mapInSlices<T, R>(
  items: readonly T[],
  mapSlice: (slice: readonly T[]) => readonly R[],
  nextTurn: NextTurn,
  weigh: (item: T) => number = () => 1,
): Promise<R[]> {
  const mapped: R[] = [];
  let weight = 0;
  let from = 0;
  await nextTurn();
  for (const [at, item] of items.entries()) {
    weight += weigh(item);
    if (weight < sliceItems && at < items.length - 1) continue;
    for (const result of mapSlice(items.slice(from, at + 1))) mapped.push(result);
    weight = 0;
    from = at + 1;
    await nextTurn();
  }
  return mapped;
}
