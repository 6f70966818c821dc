import type { Cancellation } from '../async/cancellation.ts';

export interface Bulkhead {
  readonly inFlight: number;
  readonly queued: number;
  /** Returns the release callback of a slot, or a promise of it while queued; null if the queue is full. */
  acquire(cancellation: Cancellation): Promise<() => void> | (() => void) | null;
}

/** Bulkhead with a bounded FIFO queue. A cancellation rejects the queued request with its reason. */
export function createBulkhead(maxConcurrent: number, maxQueued: number): Bulkhead {
  // An array instead of a Set (@v8 4).
  const waiting: (() => void)[] = [];
  let inFlight = 0;

  function takeSlot(): () => void {
    inFlight += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      inFlight -= 1;
      waiting[0]?.();
    };
  }

  function wait(cancellation: Cancellation): Promise<() => void> {
    if (cancellation.reason) return Promise.reject(cancellation.reason);
    return new Promise((resolve, reject) => {
      const admit = () => resolve(dequeue(takeSlot()));
      const onCancel = (reason: Error) => reject(dequeue(reason));
      const dequeue = <T>(result: T): T => {
        waiting.splice(waiting.indexOf(admit), 1);
        cancellation.offCancel(onCancel);
        return result;
      };
      waiting.push(admit);
      cancellation.onCancel(onCancel);
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return waiting.length;
    },
    acquire(cancellation) {
      if (inFlight < maxConcurrent) return takeSlot();
      return waiting.length < maxQueued ? wait(cancellation) : null;
    },
  };
}
