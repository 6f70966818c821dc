import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { SharedStore } from '../redis/redis.ts';

/**
 * As many lanes as requests are allowed in a second, each of which lets one pass in a second: so there is no second, from
 * whatever moment on, in which more than that many pass. One limiter for all would count from full second to full
 * second, and let twice as many pass around the turn.
 */
export interface Lanes {
  readonly count: number;
  /** Whose turn it is: each lane after the other, so that none is waited for while another is free. */
  next(): Promise<number>;
  /** Passes, and gives 0; or gives the milliseconds until the lane is free. */
  enter(lane: number): Promise<number>;
  /** Lets nobody pass for so many seconds. */
  close(seconds: number): void;
}

/** The lanes of this process alone. */
export function createLanes(count: number): Lanes {
  const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
  let tickets = 0;
  return {
    count,
    next: async () => tickets++ % count,
    enter: lane => limiter.consume(lane).then(() => 0, millisecondsOf),
    close: seconds => void Promise.all(every(count, lane => limiter.block(lane, seconds))),
  };
}

/** The lanes of all processes that share a store; while it is not to be had, each has its own. */
export function createSharedLanes(count: number, name: string, store: SharedStore): Lanes {
  const own = createLanes(count);
  const limiter = new RateLimiterRedis({
    storeClient: store.client,
    keyPrefix: name,
    points: 1,
    duration: 1,
  });
  return {
    count,
    async next() {
      const ticket = await store.attempt(client => client.incr(`${name}:tickets`));
      return ticket === undefined ? own.next() : ticket % count;
    },
    async enter(lane) {
      const wait = await store.attempt(() => limiter.consume(lane).then(() => 0, millisecondsOf));
      return wait ?? own.enter(lane);
    },
    close(seconds) {
      own.close(seconds);
      void store.attempt(() => Promise.all(every(count, lane => limiter.block(lane, seconds))));
    },
  };
}

const every = <T>(count: number, act: (lane: number) => T): T[] =>
  Array.from({ length: count }, (_, lane) => act(lane));

/** The limiter rejects with a count, which is no error. */
function millisecondsOf(count: unknown): number {
  if (count instanceof RateLimiterRes) return Math.max(1, count.msBeforeNext);
  throw count;
}
