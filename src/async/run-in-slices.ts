import type { PromiseOrValue } from './promise-or-value.ts';
import type { NextTurn } from './turn-queue.ts';

/** A computation in slices of about two milliseconds; it yields after each. */
export type Slices<T> = Generator<undefined, T, undefined>;

/** Items after which a computation yields. */
export const sliceItems = 5_000;

/** Runs a computation at once if it has one slice, else each further slice in a turn of the event loop of its own. */
export function runInSlices<T>(slices: Slices<T>, nextTurn: NextTurn): PromiseOrValue<T> {
  const first = slices.next();
  return first.done ? first.value : runRest(slices, nextTurn);
}

async function runRest<T>(slices: Slices<T>, nextTurn: NextTurn): Promise<T> {
  for (;;) {
    await nextTurn();
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}

/** Uses each item of a list with its index, and ends a slice after `sliceItems` of them. */
export function* eachInSlices<T>(items: Iterable<T>, use: (item: T, index: number) => void): Slices<void> {
  let index = 0;
  for (const item of items) {
    use(item, index);
    index += 1;
    if (index % sliceItems === 0) yield;
  }
}
