import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createRecent } from './lru-set.ts';

export interface RateLimit {
  /** Counts one; gives the whole seconds to wait when that was one too many, else null. */
  take(key: string): Promise<number | null>;
  /** The same without counting: whether one more would be too many. */
  wait(key: string): Promise<number | null>;
}

const mostKeys = 10_000;

/** So many a minute by each key. Of very many keys the longest unused are forgotten, so that memory is bounded. */
export function createRateLimit(perMinute: number): RateLimit {
  const counts = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const recent = createRecent(mostKeys, key => void counts.delete(key));
  return {
    take(key) {
      recent.add(key);
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
