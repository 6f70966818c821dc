import { delay } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { SlidingRateLimiter } from './rate-limiter.ts';
import { quotaExceededError, type SourceLabel } from './upstream-errors.ts';

export interface Quota {
  /**
   * Acquires permission for one request, and returns whether there was a wait. Rejects with UPSTREAM_RATE_LIMITED as
   * soon as the wait would exceed the client's deadline.
   */
  acquire(scope: RequestScope): boolean | Promise<boolean>;
  /** Stops requests for some seconds after a 429 (`Retry-After`). */
  pause(seconds: number): void;
  readonly perSecond: number | null;
  readonly waiting: number;
}

export interface QuotaOptions {
  readonly source: SourceLabel;
  /** Null without a configured limit, so that only a 429 pauses requests. */
  readonly rateLimiter: SlidingRateLimiter | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export function createQuota({ source, rateLimiter, clock }: QuotaOptions): Quota {
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let waiting = 0;

  const pauseMs = (): number => Math.max(0, pausedUntil - clock());

  async function waitFor(milliseconds: number, scope: RequestScope): Promise<void> {
    if (milliseconds >= scope.remaining()) throw quotaExceededError(source, milliseconds);
    await delay(milliseconds, scope.cancellation()).catch(() =>
      Promise.reject(quotaExceededError(source, milliseconds)),
    );
  }

  async function waitForTurn(scope: RequestScope, ahead: number): Promise<boolean> {
    const bucket = await rateLimiter?.nextBucket();
    const queueMs = rateLimiter ? Math.floor(ahead / rateLimiter.count) * 1000 : 0;
    if (queueMs >= scope.remaining()) throw quotaExceededError(source, queueMs);
    for (let waits = 0; ; waits += 1) {
      const milliseconds =
        pauseMs() || (bucket !== undefined && (await rateLimiter?.tryConsume(bucket))) || 0;
      if (milliseconds <= 0) return waits > 0;
      await waitFor(milliseconds, scope);
    }
  }

  return {
    acquire(scope) {
      if (!rateLimiter && pauseMs() === 0) return false;
      waiting += 1;
      return waitForTurn(scope, waiting - 1).finally(() => {
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
