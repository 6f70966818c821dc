import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedStore } from '../redis/redis.ts';

/**
 * As many lanes as requests are allowed in a second, each of which lets one pass in a second: so there is no second, from
 * whatever moment on, in which more than that many pass. One limiter for all would count from full second to full
 * second, and let twice as many pass around the turn.
 */
export interface SlidingRateLimiter {
  readonly count: number;
  /** Whose turn it is: each lane after the other, so that none is waited for while another is free. */
  nextBucket(): Promise<number>;
  /** Passes, and gives 0; or gives the milliseconds until the lane is free. */
  tryConsume(bucket: number): Promise<number>;
  /** Lets nobody pass for so many seconds. */
  block(seconds: number): void;
}

/** The lanes of this process alone. */
export function createRateLimiter(count: number): SlidingRateLimiter {
  const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
  let tickets = 0;
  return {
    count,
    nextBucket: async () => tickets++ % count,
    tryConsume: bucket => limiter.consume(bucket).then(() => 0, millisecondsOf),
    block: seconds => void Promise.all(every(count, bucket => limiter.block(bucket, seconds))),
  };
}

/** The lanes of all processes that share a store; while it is not to be had, each has its own. */
export function createSharedRateLimiter(count: number, name: string, store: SharedStore): SlidingRateLimiter {
  const own = createRateLimiter(count);
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
      return ticket === undefined ? own.nextBucket() : ticket % count;
    },
    async tryConsume(bucket) {
      const wait = await store.tryCommand(() => limiter.consume(bucket).then(() => 0, millisecondsOf));
      return wait ?? own.tryConsume(bucket);
    },
    block(seconds) {
      own.block(seconds);
      void store.tryCommand(() => Promise.all(every(count, bucket => limiter.block(bucket, seconds))));
    },
  };
}

const every = <T>(count: number, act: (bucket: number) => T): T[] =>
  Array.from({ length: count }, (_, bucket) => act(bucket));

/** The limiter rejects with a count, which is no error. */
function millisecondsOf(count: unknown): number {
  if (count instanceof RateLimiterRes) return Math.max(1, count.msBeforeNext);
  throw count;
}
