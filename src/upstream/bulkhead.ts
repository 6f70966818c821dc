import type { Ending } from '../domain/ending.ts';

export interface Bulkhead {
  readonly inFlight: number;
  readonly queued: number;
  /** A place, to be left by calling what comes; null when even the queue is full. */
  enter(ending: Ending): Promise<() => void> | (() => void) | null;
}

interface Waiting {
  readonly admit: () => void;
}

/** Lets so many in at once and so many wait, in order of arrival; a wait ends with its client's. */
export function createBulkhead(places: number, queue: number): Bulkhead {
  const waiting = new Set<Waiting>();
  let inFlight = 0;

  function place(): () => void {
    inFlight += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inFlight -= 1;
      const [next] = waiting;
      next?.admit();
    };
  }

  function wait(ending: Ending): Promise<() => void> {
    if (ending.over) return Promise.reject(ending.over);
    return new Promise((resolve, reject) => {
      const entry = { admit: () => resolve(leave(place())) };
      const giveUp = (reason: Error) => reject(leave(reason));
      const leave = <T>(result: T): T => {
        waiting.delete(entry);
        ending.unlisten(giveUp);
        return result;
      };
      waiting.add(entry);
      ending.listen(giveUp);
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return waiting.size;
    },
    enter(ending) {
      if (inFlight < places) return place();
      return waiting.size < queue ? wait(ending) : null;
    },
  };
}
