import { type AnswerSize, startSlice } from '../executor/answer-size.ts';

/** The items of a list as another executor than the compiled one completes them. */
export type CountedItems = (
  items: readonly unknown[],
  size: AnswerSize,
) => Iterable<unknown> | AsyncIterable<unknown>;

/** Ends a list at the bound, because each further item would only add errors to an answer that is refused. */
export function* itemsUntilExcess(items: readonly unknown[], size: AnswerSize): Iterable<unknown> {
  for (const item of items) {
    if (size.excess) return;
    yield item;
  }
}

/** Bytes of a slice: less than in the compiled executor, because Yoga's takes several times as long. */
const sliceBytes = 50_000;

/**
 * Does the same in slices, between which other requests are served. graphql-js takes no AsyncIterable, and a promise for
 * each item would keep the work of clients that have left in memory.
 */
export async function* itemsInSlices(items: readonly unknown[], size: AnswerSize): AsyncIterable<unknown> {
  size.sliceEnd = Math.min(size.sliceEnd, size.bytes + sliceBytes);
  for (const item of items) {
    if (size.excess) return;
    if (size.bytes > size.sliceEnd) {
      await startSlice(size);
      size.sliceEnd = size.bytes + sliceBytes;
    }
    yield item;
  }
}
