import type { RequestsPerSecond } from '../domain/call-source.ts';
import type { SharedStore } from '../redis/redis.ts';
import { shareOf } from './background-quota.ts';
import type { UpstreamLimits } from './limits.ts';
import { createSharedWindow } from './shared-window.ts';
import { createSlidingWindow, type SlidingWindow, tokenMs } from './sliding-window.ts';

/** Windows of one upstream; null without a quota. */
export interface QuotaWindows {
  readonly window: SlidingWindow | null;
  /** Window of the share of the quota that background requests may use. */
  readonly backgroundWindow: SlidingWindow | null;
}

export interface QuotaWindowsOptions {
  /** Key of the quota in Redis. */
  readonly key: string;
  /** Null without Redis. */
  readonly redis: SharedStore | null;
  readonly limits: UpstreamLimits;
  /** Part of the quota that background requests may use, above 0 and up to 1. */
  readonly backgroundShare: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export function createQuotaWindows(quota: RequestsPerSecond, options: QuotaWindowsOptions): QuotaWindows {
  if (quota === 'unlimited') return { window: null, backgroundWindow: null };
  const { key, backgroundShare } = options;
  return {
    window: windowFor(quota, key, options),
    backgroundWindow: windowFor(shareOf(quota, backgroundShare), `${key}:background`, options),
  };
}

function windowFor(count: number, key: string, { redis, limits, clock }: QuotaWindowsOptions): SlidingWindow {
  if (!redis) return createSlidingWindow(count, clock);
  // No attempt takes longer to be written than to time out.
  const holdMs = limits.attemptTimeoutMs + tokenMs;
  return createSharedWindow({ count, key, store: redis, holdMs, clock });
}
