import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface RateLimit {
  /** Counts one; gives the whole seconds to wait when that was one too many, else null. */
  consume(key: string): Promise<number | null>;
  /** The same without counting: whether one more would be too many. */
  wait(key: string): Promise<number | null>;
}

const maxKeys = 10_000;

/** Limits each key to a number a minute. The least recently used keys are dropped, so that memory is bounded. */
export function createRateLimit(perMinute: number): RateLimit {
  const counts = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const recent = new LRUCache<string, true>({
    max: maxKeys,
    dispose: (_, key, reason) => void (reason === 'evict' && counts.delete(key)),
  });
  return {
    consume(key) {
      recent.set(key, true);
      return counts.consume(key).then(() => null, secondsOf);
    },
    async wait(key) {
      const count = await counts.get(key);
      return count && count.consumedPoints >= perMinute ? secondsOf(count) : null;
    },
  };
}

/** The limiter rejects with a count, which is no error. */
function secondsOf(count: unknown): number {
  if (!(count instanceof RateLimiterRes)) throw count;
  return Math.max(1, Math.ceil(count.msBeforeNext / 1000));
}
