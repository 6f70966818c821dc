import type { Cancellation } from '../../../src/async/cancellation.ts';
import type { SyncClock } from '../../../src/call-index/sync/sync-options.ts';

/** A clock that stands still unless a test moves it. */
export interface VirtualClock extends SyncClock {
  /** Moves on, from timer to timer, and lets everything that they start come to rest. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the wall clock, unlike the monotonic one. */
  setWallClock(now: number): void;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

export const startOfTest = Date.parse('2026-03-09T10:00:00Z');

export function createVirtualClock(): VirtualClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let wallClock = startOfTest;

  const atRest = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

  function nextBefore(end: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of timers) if (timer.at <= end && (next === null || timer.at < next.at)) next = timer;
    return next;
  }

  return {
    now: () => wallClock + elapsed,
    elapsed: () => elapsed,
    delay: (milliseconds: number, cancellation: Cancellation) =>
      new Promise((resolve, reject) => {
        if (cancellation.reason) return reject(cancellation.reason);
        const cancel = (reason: Error) => {
          timers.delete(timer);
          reject(reason);
        };
        const timer: Timer = {
          at: elapsed + milliseconds,
          fire() {
            timers.delete(timer);
            cancellation.offCancel(cancel);
            resolve();
          },
        };
        timers.add(timer);
        cancellation.onCancel(cancel);
      }),
    async advance(milliseconds) {
      const end = elapsed + milliseconds;
      await atRest();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        elapsed = Math.max(elapsed, timer.at);
        timer.fire();
        await atRest();
      }
      elapsed = end;
    },
    setWallClock(now) {
      wallClock = now - elapsed;
    },
  };
}
