import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface RateLimit {
  /** Counts a request against a key; returns null, or the whole seconds to wait if it exceeds the limit. */
  consume(key: string): Promise<number | null>;
  /** Takes one request off the count of a key. */
  giveBack(key: string): void;
  /** The whole seconds to wait before a next request would pass; null for none. Counts nothing. */
  wait(key: string): Promise<number | null>;
}

const maxKeys = 10_000;

/** Rate limit per key and minute (fixed window). Drops the counts of the least recently used keys to bound memory. */
export function createRateLimit(perMinute: number): RateLimit {
  const counts = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const recent = new LRUCache<string, true>({
    max: maxKeys,
    dispose: (_, key, reason) => void (reason === 'evict' && counts.delete(key)),
  });
  return {
    consume(key) {
      recent.set(key, true);
      return counts.consume(key).then(() => null, secondsToWait);
    },
    giveBack(key) {
      void counts.reward(key);
    },
    async wait(key) {
      const count = await counts.get(key);
      return count && count.consumedPoints >= perMinute ? secondsToWait(count) : null;
    },
  };
}

/** Seconds to wait, from the `RateLimiterRes` that the limiter rejects with; rethrows any other error. */
function secondsToWait(count: unknown): number {
  if (!(count instanceof RateLimiterRes)) throw count;
  return Math.max(1, Math.ceil(count.msBeforeNext / 1000));
}
