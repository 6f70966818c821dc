import { randomUUID } from 'node:crypto';
import type { SharedStore } from '../redis/redis.ts';
import { epochKey } from './entry-keys.ts';
import { getEpoch } from './scripts.ts';

/**
 * The token in Redis of the time between two purges. An entry is set only in the epoch of the process that sets it, which is
 * that of the last purge which its memory has followed: so nothing older than a purge comes back to Redis.
 */
export interface Epoch {
  /** Null until one is known. */
  known(): string | null;
  /** Compares with the epoch in Redis. Another one is joined after a grace time, in which its purge should be heard of. */
  compare(current: unknown): void;
  /** Takes over the epoch in Redis, or begins one there; the memory is dropped, because a purge may have been missed. */
  join(): Promise<void>;
  /** Begins another epoch in Redis; null where Redis cannot be told. */
  begin(): Promise<string | null>;
  /** Called once the memory has followed the purge that began an epoch. */
  followed(epoch: string | null): void;
}

export interface EpochOptions {
  readonly redis: SharedStore;
  readonly keyspace: string;
  dropMemory(): void;
}

/** Longer than any fetch; a lost epoch costs what is in memory. */
const keepMs = 7 * 24 * 60 * 60_000;
const graceMs = 2_000;

export function createEpoch({ redis, keyspace, dropMemory }: EpochOptions): Epoch {
  const key = epochKey(keyspace);
  let known: string | null = null;
  let isInGrace = false;

  async function join(): Promise<void> {
    const current = await redis.attempt(client => client.eval(getEpoch, 1, key, randomUUID(), keepMs));
    if (typeof current !== 'string' || current === known) return;
    dropMemory();
    known = current;
  }

  return {
    known: () => known,
    join,
    compare(current) {
      if (current === undefined || current === known || isInGrace) return;
      isInGrace = true;
      setTimeout(() => {
        isInGrace = false;
        void join();
      }, graceMs).unref();
    },
    async begin() {
      const epoch = randomUUID();
      const done = await redis.attempt(client => client.set(key, epoch, 'PX', keepMs));
      return done === undefined ? null : epoch;
    },
    followed(epoch) {
      known = epoch ?? known;
    },
  };
}
