import { randomUUID } from 'node:crypto';
import type { SharedStore } from '../redis/redis.ts';
import { epochKey } from './entry-keys.ts';
import { getEpoch } from './scripts.ts';

/** Two successive epochs. `previous` is null if Redis held none. */
export interface EpochChange {
  readonly previous: string | null;
  readonly epoch: string;
}

/**
 * Fencing token in Redis that each purge replaces, so that nothing older than a purge returns to Redis. A process joins
 * an epoch once its L1 has applied all purges up to that epoch, and sets entries only in the epoch of Redis.
 */
export interface Epoch {
  /** The epoch of this process; null until the first is joined. */
  known(): string | null;
  /** Compares with the epoch in Redis; joins another one after a grace time, unless its purge arrives before. */
  compare(current: unknown): void;
  /** Joins the epoch in Redis, or begins one; empties L1 if the epoch differs, because a purge may be missed. */
  join(): Promise<void>;
  /** Begins another epoch in Redis; null if Redis is unavailable. */
  begin(): Promise<EpochChange | null>;
  /**
   * Called once L1 has applied the purge that began an epoch. Purges of two replicas may arrive out of order, so an
   * epoch is joined only after all earlier ones.
   */
  followed(change: EpochChange): void;
  /** Called once a purge has emptied L1, because earlier epochs no longer matter then. */
  restarted(change: EpochChange): void;
}

export interface EpochOptions {
  readonly redis: SharedStore;
  readonly keyspace: string;
  dropMemory(): void;
}

/** The TTL of an epoch after its last entry, longer than any fetch, because the loss of an epoch empties L1. */
export const epochTtlMs = 7 * 24 * 60 * 60_000;
const graceMs = 2_000;
/** The maximum number of purges that wait for an earlier one. */
const maxChanges = 1_000;

export function createEpoch({ redis, keyspace, dropMemory }: EpochOptions): Epoch {
  const key = epochKey(keyspace);
  const changes = new Map<string, string>();
  let known: string | null = null;
  let isInGrace = false;

  function advance({ previous, epoch }: EpochChange): void {
    if (previous !== null) changes.set(previous, epoch);
    // Each change is deleted as it is applied, so a cycle in forged messages ends.
    for (let next = known && changes.get(known); known && next; next = changes.get(known)) {
      changes.delete(known);
      known = next;
    }
    const [oldest] = changes.keys();
    if (oldest !== undefined && changes.size > maxChanges) changes.delete(oldest);
  }

  async function join(): Promise<void> {
    const current = await redis.tryCommand(client => client.eval(getEpoch, 1, key, randomUUID(), epochTtlMs));
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
      const previous = await redis.tryCommand(client => client.set(key, epoch, 'PX', epochTtlMs, 'GET'));
      return previous === undefined ? null : { previous, epoch };
    },
    followed: advance,
    restarted(change) {
      known = change.epoch;
      advance(change);
    },
  };
}
