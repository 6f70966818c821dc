import { randomUUID } from 'node:crypto';
import type { SharedStore } from '../redis/redis.ts';
import { epochKey } from './entry-keys.ts';
import { getEpoch } from './scripts.ts';

/** Two successive epochs. `previous` is null where Redis held none. */
export interface EpochChange {
  readonly previous: string | null;
  readonly epoch: string;
}

/**
 * The token in Redis of the time between two purges. A process sets entries in the epoch of the last purge up to which its
 * memory has followed all purges, so nothing older than a purge returns to Redis.
 */
export interface Epoch {
  /** Null until one is known. */
  known(): string | null;
  /** Compares with the epoch in Redis; another epoch is joined after a grace time, unless its purge is heard of before. */
  compare(current: unknown): void;
  /** Takes over the epoch in Redis, or begins one there; the memory is dropped, because a purge may have been missed. */
  join(): Promise<void>;
  /** Begins another epoch in Redis; null if Redis is unavailable. */
  begin(): Promise<EpochChange | null>;
  /**
   * Called once the memory has followed the purge that began an epoch. The purges of two replicas may be heard of in another
   * order than that of their epochs, so an epoch counts once all before it are followed.
   */
  followed(change: EpochChange): void;
  /** Called once a purge has emptied the memory, which then holds nothing of the epochs before. */
  restarted(change: EpochChange): void;
}

export interface EpochOptions {
  readonly redis: SharedStore;
  readonly keyspace: string;
  dropMemory(): void;
}

/** The lifetime of an epoch, longer than any fetch; a lost epoch costs the entries in memory. */
const keepMs = 7 * 24 * 60 * 60_000;
const graceMs = 2_000;
/** An upper bound on purges that are heard of out of order within the grace time. */
const maxChanges = 1_000;

export function createEpoch({ redis, keyspace, dropMemory }: EpochOptions): Epoch {
  const key = epochKey(keyspace);
  const changes = new Map<string, string>();
  let known: string | null = null;
  let isInGrace = false;

  function advance({ previous, epoch }: EpochChange): void {
    if (previous !== null) changes.set(previous, epoch);
    // Each change is deleted as it is passed, so a cycle in forged messages ends.
    for (let next = known && changes.get(known); known && next; next = changes.get(known)) {
      changes.delete(known);
      known = next;
    }
    const [oldest] = changes.keys();
    if (oldest !== undefined && changes.size > maxChanges) changes.delete(oldest);
  }

  async function join(): Promise<void> {
    const current = await redis.tryCommand(client => client.eval(getEpoch, 1, key, randomUUID(), keepMs));
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
      const previous = await redis.tryCommand(client => client.set(key, epoch, 'PX', keepMs, 'GET'));
      return previous === undefined ? null : { previous, epoch };
    },
    followed: advance,
    restarted(change) {
      known = change.epoch;
      advance(change);
    },
  };
}
