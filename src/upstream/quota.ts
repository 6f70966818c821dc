import { delay } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { SlidingRateLimiter } from './rate-limiter.ts';
import { quotaExceededError, type SourceLabel } from './upstream-errors.ts';

/** How often an upstream may be asked. */
export interface Quota {
  /**
   * Returns when one more request may be made, and says whether that took a wait. Throws UPSTREAM_RATE_LIMITED as soon
   * as it is clear that the client's time does not last so long.
   */
  acquire(scope: RequestScope): boolean | Promise<boolean>;
  /** The upstream itself said that it was too much: nothing more is asked for so many seconds. */
  pause(seconds: number): void;
  readonly perSecond: number | null;
  readonly waiting: number;
}

export interface QuotaOptions {
  readonly source: SourceLabel;
  /** Null where only the upstream itself may say that it is too much. */
  readonly rateLimiter: SlidingRateLimiter | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export function createQuota({ source, rateLimiter, clock }: QuotaOptions): Quota {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let waiting = 0;

  const paused = (): number => Math.max(0, pausedUntil - clock());

  async function waitFor(milliseconds: number, scope: RequestScope): Promise<void> {
    if (milliseconds >= scope.remaining()) throw quotaExceededError(source, milliseconds);
    await delay(milliseconds, scope.cancellation()).catch(() =>
      Promise.reject(quotaExceededError(source, milliseconds)),
    );
  }

  async function enter(scope: RequestScope, ahead: number): Promise<boolean> {
    const bucket = await rateLimiter?.nextBucket();
    const inLine = rateLimiter ? Math.floor(ahead / rateLimiter.count) * 1000 : 0;
    if (inLine >= scope.remaining()) throw quotaExceededError(source, inLine);
    for (let waits = 0; ; waits += 1) {
      const milliseconds = paused() || (bucket !== undefined && (await rateLimiter?.tryConsume(bucket))) || 0;
      if (milliseconds <= 0) return waits > 0;
      await waitFor(milliseconds, scope);
    }
  }

  return {
    acquire(scope) {
      if (!rateLimiter && paused() === 0) return false;
      waiting += 1;
      return enter(scope, waiting - 1).finally(() => {
        waiting -= 1;
      });
    },
    pause(seconds) {
      pausedUntil = Math.max(pausedUntil, clock() + seconds * 1000);
      if (seconds > 0) rateLimiter?.block(Math.ceil(seconds));
    },
    get perSecond() {
      return rateLimiter?.count ?? null;
    },
    get waiting() {
      return waiting;
    },
  };
}
