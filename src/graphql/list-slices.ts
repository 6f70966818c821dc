import { type AnswerSize, startSlice } from '../executor/answer-size.ts';

/**
 * Items of a list in slices, for an executor that would else complete a list in one turn of the event loop. Ends at the
 * bound of the answer, because each further item would only add errors to an answer that is refused.
 */
export type ListInSlices = (
  items: readonly unknown[],
  size: AnswerSize,
) => Iterable<unknown> | AsyncIterable<unknown>;

/** Bytes of a slice: less than in the compiled executor, because the others take several times as long. */
const sliceBytes = 50_000;

/** The items for an executor that takes an AsyncIterable, as Yoga's does. */
export async function* asyncItems(items: readonly unknown[], size: AnswerSize): AsyncIterable<unknown> {
  shortenSlice(size);
  for (const item of items) {
    if (size.excess) return;
    await nextSlice(size);
    yield item;
  }
}

/** Items that share the promise of a turn, because promises take most of the time and memory. */
const groupLength = 50;

/** The items for graphql-js: promises from the second slice on. */
export function* promisedItems(items: readonly unknown[], size: AnswerSize): Iterable<unknown> {
  shortenSlice(size);
  let turn: Promise<void> | null = null;
  for (const [at, item] of items.entries()) {
    if (size.excess) return;
    if (at % groupLength === 0 && (turn || size.bytes > size.sliceEnd))
      turn = (turn ?? Promise.resolve()).then(() => nextSlice(size));
    yield turn ? turn.then(() => item) : item;
  }
}

function shortenSlice(size: AnswerSize): void {
  size.sliceEnd = Math.min(size.sliceEnd, size.bytes + sliceBytes);
}

/** Goes on after a failed turn too, because a rejection would fail all promised items at once. */
async function nextSlice(size: AnswerSize): Promise<void> {
  if (size.bytes <= size.sliceEnd) return;
  await startSlice(size).catch(() => {});
  size.sliceEnd = size.bytes + sliceBytes;
}
