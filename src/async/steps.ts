import type { NextTurn } from './turn-queue.ts';

/** A computation that yields after each slice of its work. */
export type Steps<T> = Generator<void, T, void>;

/** Computes the whole at once. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Computes it slice by slice, between which other requests are served. */
export async function runInSlices<T>(steps: Steps<T>, nextTurn: NextTurn): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}
