import type { Cancellation } from '../async/cancellation.ts';

export interface Bulkhead {
  readonly inFlight: number;
  readonly queued: number;
  /** A place, to be left by calling what comes; null when even the queue is full. */
  acquire(ending: Cancellation): Promise<() => void> | (() => void) | null;
}

/** Lets so many in at once and so many wait, in order of arrival; a wait ends with its client's. */
export function createBulkhead(maxConcurrent: number, maxQueued: number): Bulkhead {
  // In an array, because a Set that lives long keeps much of what was deleted from it until the next full collection.
  const waiting: (() => void)[] = [];
  let inFlight = 0;

  function place(): () => void {
    inFlight += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inFlight -= 1;
      waiting[0]?.();
    };
  }

  function wait(ending: Cancellation): Promise<() => void> {
    if (ending.reason) return Promise.reject(ending.reason);
    return new Promise((resolve, reject) => {
      const admit = () => resolve(leave(place()));
      const giveUp = (reason: Error) => reject(leave(reason));
      const leave = <T>(result: T): T => {
        waiting.splice(waiting.indexOf(admit), 1);
        ending.offCancel(giveUp);
        return result;
      };
      waiting.push(admit);
      ending.onCancel(giveUp);
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return waiting.length;
    },
    acquire(ending) {
      if (inFlight < maxConcurrent) return place();
      return waiting.length < maxQueued ? wait(ending) : null;
    },
  };
}
