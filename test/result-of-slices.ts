import type { Slices } from '../src/async/run-in-slices.ts';

/** Runs a computation at once. */
export function resultOf<T>(slices: Slices<T>): T {
  for (;;) {
    const slice = slices.next();
    if (slice.done) return slice.value;
  }
}
