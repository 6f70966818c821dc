import type { SharedRequestScope } from '../async/single-flight.ts';
import type { FairQueue } from '../async/fair-queue.ts';
import type { Pause } from './pause.ts';
import type { Permit } from './permit.ts';
import { quotaExceededError, type SourceLabel } from './upstream-errors.ts';

/** A queued request. */
export interface Waiting {
  readonly scope: SharedRequestScope;
  /** Pause that stops the requests of its identity. */
  readonly pause: Pause;
  waited: boolean;
  settle: (outcome: Permit | Error) => void;
}

export interface LateCheckOptions {
  readonly source: SourceLabel;
  readonly queue: FairQueue<Waiting>;
  /** Estimated milliseconds until a request leaves that has this many ahead. */
  readonly waitMs: (ahead: number, own: Pause) => number;
  /** Whether a request yields to those behind it. */
  readonly isOvertaken: (waiting: Waiting) => boolean;
  readonly leave: (waiting: Waiting, failure: Error) => void;
}

/**
 * Returns a function that fails each request whose turn comes after its deadline. Those behind one that fails move up, and are
 * looked at again.
 */
export function createLateCheck({ source, queue, waitMs, isOvertaken, leave }: LateCheckOptions): () => void {
  function failLate(): void {
    const size = queue.size;
    let ahead = 0;
    for (const waiting of queue.inOrder()) {
      waiting.waited = true;
      failIfLate(waiting, queue.size < size ? 0 : ahead);
      if (!isOvertaken(waiting)) ahead += 1;
    }
    if (queue.size === size) return;
    for (const waiting of queue.inOrder())
      if (waiting.scope.hasGivenUp(source.name))
        leave(waiting, quotaExceededError(source, waitMs(queue.size, waiting.pause)));
    failLate();
  }

  function failIfLate(waiting: Waiting, ahead: number): void {
    const milliseconds = waitMs(ahead, waiting.pause);
    if (milliseconds === 0 || milliseconds < waiting.scope.remaining()) return;
    waiting.scope.giveUp(source.name);
    leave(waiting, quotaExceededError(source, milliseconds));
  }

  return failLate;
}
