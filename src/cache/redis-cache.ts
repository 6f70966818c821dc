import type { SharedStore } from '../redis/redis.ts';
import { type Entry, readEntry, usableMs, type WallClock } from './entry.ts';
import { busChannel, epochKey } from './entry-keys.ts';
import type { AcceptsValue } from './entry-values.ts';
import { createEpoch, type EpochChange, epochTtlMs } from './epoch.ts';
import { createInvalidationBus, type InvalidationMessage } from './invalidation-bus.ts';
import type { CallKeys } from './purged-entries.ts';
import { setInEpoch } from './scripts.ts';
import { createSharedPurge } from './shared-purge.ts';
import { type AcquireLock, createStampedeLock } from './stampede-lock.ts';

/** L2: the cache entries of one keyspace in Redis. It is empty while Redis is unavailable. */
export interface L2Cache {
  /** The epoch of a fetch that begins now; null if unknown, and then `set` does nothing. */
  epoch(): string | null;
  /** Reads an entry; undefined if it is missing or malformed, because other programs may write to Redis. */
  get(key: string, accepts: AcceptsValue): Promise<Entry | undefined>;
  /** Sets an entry, unless the epoch of its fetch is over. With `changed`, replicas drop their copies. */
  set(key: string, entry: Entry, epoch: string | null, changed: boolean): void;
  /** Removes entries from Redis, and then from the L1 of each replica. */
  invalidate(keys: readonly string[]): void;
  readonly acquireLock: AcquireLock;
  /** Purges calls, or everything for null, from Redis and then from each L1; false unless all replicas confirm. */
  purge(calls: CallKeys | null): Promise<boolean>;
}

/** Changes that replicas may make to the L1 of this process. */
export interface Invalidations {
  /** Drops entries that a replica has replaced, and all lists. */
  drop(keys: readonly string[]): void;
  /** Drops calls, or everything for null, and voids pending fetches. */
  purge(calls: CallKeys | null): void;
}

export interface RedisCacheOptions {
  readonly redis: SharedStore;
  readonly keyspace: string;
  readonly memory: Invalidations;
  readonly now: WallClock;
}

export function createRedisCache({ redis, keyspace, memory, now }: RedisCacheOptions): L2Cache {
  const epoch = createEpoch({ redis, keyspace, dropMemory: () => memory.purge(null) });
  const remove = createSharedPurge(redis, keyspace);

  function onMessage(news: InvalidationMessage | null): void {
    if (news?.kind === 'changed') {
      memory.drop(news.keys);
      return;
    }
    // A message of an unknown format counts as a purge of everything, because it may be a purge.
    applyPurge(news?.calls ?? null, news?.change ?? null);
  }
  function applyPurge(calls: CallKeys | null, change: EpochChange | null): void {
    memory.purge(calls);
    if (change && calls) epoch.followed(change);
    else if (change) epoch.restarted(change);
  }
  function reset(): void {
    memory.purge(null);
    void epoch.join();
  }
  const bus = createInvalidationBus({ redis, channel: busChannel(keyspace), hear: onMessage, reset });

  return {
    epoch: epoch.known,
    acquireLock: createStampedeLock({ redis, keyspace, epoch: epoch.known }),
    async get(key, accepts) {
      const [text, current] = (await redis.tryCommand(client => client.mget(key, epochKey(keyspace)))) ?? [];
      if (epoch.known() === null) await epoch.join();
      else epoch.compare(current);
      return text ? (readEntry(text, accepts, now()) ?? undefined) : undefined;
    },
    set(key, entry, fetchedIn, changed) {
      const ttl = Math.ceil(usableMs(entry, now()));
      const values = [fetchedIn ?? '', JSON.stringify(entry), ttl, epochTtlMs];
      void redis
        .tryCommand(client => client.eval(setInEpoch, 2, epochKey(keyspace), key, ...values))
        .then(epoch.compare);
      if (changed) bus.publish({ kind: 'changed', keys: [key] });
    },
    invalidate(keys) {
      void redis.tryCommand(client => client.unlink(...keys));
      bus.publish({ kind: 'changed', keys });
    },
    async purge(calls) {
      // Redis is purged before L1, because a read in between would return an old entry to L1.
      const change = await epoch.begin();
      const removal = calls ? await remove.calls(calls) : { complete: await remove.everything(), calls };
      applyPurge(removal.calls, change);
      const confirmed = await bus.confirm({ kind: 'purge', change, calls: removal.calls });
      return change !== null && removal.complete && confirmed;
    },
  };
}
