import { type AnswerSize, startSlice } from '../executor/answer-size.ts';

/** Bytes of a slice: less than in the compiled executor, because Yoga's takes several times as long. */
const sliceBytes = 50_000;

/**
 * Gives the items of a list to the executor of Yoga in slices, between which other requests are served. Ends at the bound,
 * because each further item would only add errors to an answer that is refused.
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
