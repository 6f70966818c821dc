import { wait } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { Lanes } from './rate-limiter.ts';
import { type Blamed, quotaFailure } from './upstream-errors.ts';

/** How often an upstream may be asked. */
export interface Quota {
  /**
   * Returns when one more request may be made, and says whether that took a wait. Throws UPSTREAM_RATE_LIMITED as soon
   * as it is clear that the client's time does not last so long.
   */
  take(scope: RequestScope): boolean | Promise<boolean>;
  /** The upstream itself said that it was too much: nothing more is asked for so many seconds. */
  slowDown(seconds: number): void;
  readonly perSecond: number | null;
  readonly waiting: number;
}

export interface QuotaOptions {
  readonly blamed: Blamed;
  /** Null where only the upstream itself may say that it is too much. */
  readonly lanes: Lanes | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export function createQuota({ blamed, lanes, clock }: QuotaOptions): Quota {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let waiting = 0;

  const paused = (): number => Math.max(0, pausedUntil - clock());

  async function waitFor(milliseconds: number, scope: RequestScope): Promise<void> {
    if (milliseconds >= scope.remaining()) throw quotaFailure(blamed, milliseconds);
    await wait(milliseconds, scope.ending()).catch(() => Promise.reject(quotaFailure(blamed, milliseconds)));
  }

  async function enter(scope: RequestScope, ahead: number): Promise<boolean> {
    const lane = await lanes?.next();
    const inLine = lanes ? Math.floor(ahead / lanes.count) * 1000 : 0;
    if (inLine >= scope.remaining()) throw quotaFailure(blamed, inLine);
    for (let waits = 0; ; waits += 1) {
      const milliseconds = paused() || (lane !== undefined && (await lanes?.enter(lane))) || 0;
      if (milliseconds <= 0) return waits > 0;
      await waitFor(milliseconds, scope);
    }
  }

  return {
    take(scope) {
      if (!lanes && paused() === 0) return false;
      waiting += 1;
      return enter(scope, waiting - 1).finally(() => {
        waiting -= 1;
      });
    },
    slowDown(seconds) {
      pausedUntil = Math.max(pausedUntil, clock() + seconds * 1000);
      if (seconds > 0) lanes?.close(Math.ceil(seconds));
    },
    get perSecond() {
      return lanes?.count ?? null;
    },
    get waiting() {
      return waiting;
    },
  };
}
