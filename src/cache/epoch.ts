import { randomUUID } from 'node:crypto';
import type { SharedStore } from '../redis/redis.ts';
import { epochKey } from './entry-keys.ts';
import { getEpoch } from './scripts.ts';

/**
 * The token in Redis of the time between two purges. An entry is set only in the epoch in which its fetch began, so that
 * nothing older than a purge comes back, even from a replica that has not heard of it yet.
 */
export interface Epoch {
  /** The epoch that this process last heard of; null until one is known. */
  known(): string | null;
  learn(epoch: unknown): void;
  /** Asks Redis, which begins an epoch where it has none. */
  refresh(): Promise<void>;
  /** Begins another epoch; null where Redis cannot be told. */
  next(): Promise<string | null>;
}

/** Longer than any fetch; a lost epoch costs the entries that are being fetched. */
const keepMs = 7 * 24 * 60 * 60_000;

export function createEpoch(redis: SharedStore, keyspace: string): Epoch {
  const key = epochKey(keyspace);
  let known: string | null = null;

  function learn(epoch: unknown): void {
    if (typeof epoch === 'string') known = epoch;
  }

  return {
    known: () => known,
    learn,
    async refresh() {
      learn(await redis.attempt(client => client.eval(getEpoch, 1, key, randomUUID(), keepMs)));
    },
    async next() {
      const epoch = randomUUID();
      const done = await redis.attempt(client => client.set(key, epoch, 'PX', keepMs));
      learn(done && epoch);
      return done === undefined ? null : epoch;
    },
  };
}
