import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedStore } from '../redis/redis.ts';

/**
 * Sliding-window limit of N requests a second, built of N buckets of one request a second, used round-robin. A single
 * fixed window would allow 2N requests around its edge.
 */
export interface SlidingRateLimiter {
  readonly count: number;
  /** Picks buckets round-robin, so that no request waits while another bucket is free. */
  nextBucket(): Promise<number>;
  /** Consumes the bucket's token and returns 0, or returns the milliseconds until the next token. */
  tryConsume(bucket: number): Promise<number>;
  block(seconds: number): void;
}

export function createRateLimiter(count: number): SlidingRateLimiter {
  const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
  let counter = 0;
  return {
    count,
    nextBucket: async () => counter++ % count,
    tryConsume: bucket => limiter.consume(bucket).then(() => 0, waitMsOf),
    block: seconds => void Promise.all(mapBuckets(count, bucket => limiter.block(bucket, seconds))),
  };
}

/** Rate limiter in Redis, shared by all processes; while Redis is unavailable, each process limits on its own. */
export function createSharedRateLimiter(count: number, name: string, store: SharedStore): SlidingRateLimiter {
  const local = createRateLimiter(count);
  const limiter = new RateLimiterRedis({
    storeClient: store.client,
    keyPrefix: name,
    points: 1,
    duration: 1,
  });
  return {
    count,
    async nextBucket() {
      const ticket = await store.tryCommand(client => client.incr(`${name}:tickets`));
      return ticket === undefined ? local.nextBucket() : ticket % count;
    },
    async tryConsume(bucket) {
      const wait = await store.tryCommand(() => limiter.consume(bucket).then(() => 0, waitMsOf));
      return wait ?? local.tryConsume(bucket);
    },
    block(seconds) {
      local.block(seconds);
      void store.tryCommand(() => Promise.all(mapBuckets(count, bucket => limiter.block(bucket, seconds))));
    },
  };
}

const mapBuckets = <T>(count: number, act: (bucket: number) => T): T[] =>
  Array.from({ length: count }, (_, bucket) => act(bucket));

/** Milliseconds of a rejection by rate-limiter-flexible, which rejects with a result instead of an error. */
function waitMsOf(rejection: unknown): number {
  if (rejection instanceof RateLimiterRes) return Math.max(1, rejection.msBeforeNext);
  throw rejection;
}
