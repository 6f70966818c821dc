import { randomUUID } from 'node:crypto';
import { type Cancellation, delay } from '../async/cancellation.ts';
import type { SharedStore } from '../redis/redis.ts';
import { failureKey, lockKey } from './entry-keys.ts';
import { releaseOwnLock } from './scripts.ts';
import { readFailure, writeFailure } from './shared-failure.ts';

/**
 * Cache stampede lock: lets one process at a time fetch a key. Resolves to a function that takes this fetch and releases
 * the lock at its end, or to null once another process has fetched the key. Rejects with the failure of that process,
 * because a source that fails should not get the requests of all processes at once.
 */
export type AcquireLock = (key: string, cancellation: Cancellation) => Promise<HoldLock | null>;

export type HoldLock = <T>(fetched: Promise<T>) => Promise<T>;

/** The TTL of a lock, longer than most upstream requests take. */
const lockTtlMs = 3_000;
const pollMs = 20;
/** Time in which those that wait read a failure; a later request is sent. */
const failureTtlMs = 500;

export interface StampedeLockOptions {
  readonly redis: SharedStore;
  readonly keyspace: string;
  /** The current epoch, because no process waits for a fetch from before a purge. */
  epoch(): string | null;
}

export function createStampedeLock({ redis, keyspace, epoch }: StampedeLockOptions): AcquireLock {
  const owner = randomUUID();
  let locks = 0;

  return async (key, cancellation) => {
    const keys = [lockKey(keyspace, epoch(), key), failureKey(keyspace, epoch(), key)] as const;
    const token = `${owner}:${locks++}`;
    const release = (failure: string | null) =>
      void redis.tryCommand(client =>
        client.eval(releaseOwnLock, 2, ...keys, token, failure ?? '', failureTtlMs),
      );

    const hold: HoldLock = fetched =>
      fetched.then(
        value => {
          release(null);
          return value;
        },
        failure => {
          release(writeFailure(failure, cancellation));
          throw failure;
        },
      );

    const result = await redis.tryCommand(client => client.set(keys[0], token, 'PX', lockTtlMs, 'NX'));
    if (result !== null) return hold;
    for (let waited = 0; waited < lockTtlMs; waited += pollMs) {
      await delay(pollMs, cancellation);
      const [lock = null, text = null] = (await redis.tryCommand(client => client.mget(...keys))) ?? [];
      const failure = lock === null && text !== null ? readFailure(text) : null;
      if (failure) throw failure;
      if (lock === null) return null;
    }
    return fetched => fetched;
  };
}
