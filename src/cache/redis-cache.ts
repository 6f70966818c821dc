import { randomUUID } from 'node:crypto';
import { type Cancellation, delay } from '../async/cancellation.ts';
import type { SharedStore } from '../redis/redis.ts';
import { type Entry, readEntry, usableMs } from './entry.ts';
import { busChannel, epochKey, lockKey } from './entry-keys.ts';
import type { AcceptsValue } from './entry-values.ts';
import { createEpoch, type EpochChange } from './epoch.ts';
import { createInvalidationBus, type InvalidationMessage } from './invalidation-bus.ts';
import type { CallKeys } from './purged-entries.ts';
import { releaseOwnLock, setInEpoch } from './scripts.ts';
import { createSharedPurge } from './shared-purge.ts';

/** The cache entries of one keyspace in Redis. While Redis is not to be had there is nothing in it. */
export interface L2Cache {
  /** The epoch of a fetch that begins now; null while none is known, and then nothing of it is set. */
  epoch(): string | null;
  /** Reads an entry; undefined for a value of another kind too, because others may write to Redis. */
  get(key: string, accepts: AcceptsValue): Promise<Entry | undefined>;
  /** Sets an entry that was fetched in an epoch, unless that is over; `changed` tells the replicas to drop theirs. */
  set(key: string, entry: Entry, epoch: string | null, changed: boolean): void;
  /** Removes entries from Redis, and then from the memory of each replica. */
  invalidate(keys: readonly string[]): void;
  /**
   * Lets one process at a time fetch a key. Resolves to a function that releases the lock, or to null once another
   * process has released it.
   */
  acquireLock(key: string, ending: Cancellation): Promise<ReleaseLock | null>;
  /** Removes calls, or everything for null, from Redis and then from each memory; says whether all have confirmed it. */
  purge(calls: CallKeys | null): Promise<boolean>;
}

type ReleaseLock = () => void;

/** The memory of this process, as far as replicas may change it. */
export interface Invalidations {
  /** Drops entries that a replica has replaced, and all lists. */
  drop(keys: readonly string[]): void;
  /** Drops calls, or everything for null, and voids the fetches under way. */
  purge(calls: CallKeys | null): void;
}

/** For how long one process may keep the others waiting: longer than most requests take. */
const lockMs = 3_000;
const lookMs = 20;

export interface RedisCacheOptions {
  readonly redis: SharedStore;
  readonly keyspace: string;
  readonly memory: Invalidations;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createRedisCache({ redis, keyspace, memory, now }: RedisCacheOptions): L2Cache {
  const epoch = createEpoch({ redis, keyspace, dropMemory: () => memory.purge(null) });
  const remove = createSharedPurge(redis, keyspace);
  const owner = randomUUID();
  let locks = 0;

  function hear(news: InvalidationMessage | null): void {
    if (news?.kind === 'changed') {
      memory.drop(news.keys);
      return;
    }
    // A message of an unknown form may be a purge of anything.
    follow(news?.calls ?? null, news?.change ?? null);
  }
  function follow(calls: CallKeys | null, change: EpochChange | null): void {
    memory.purge(calls);
    if (change && calls) epoch.followed(change);
    else if (change) epoch.restarted(change);
  }
  function reset(): void {
    memory.purge(null);
    void epoch.join();
  }
  const bus = createInvalidationBus({ redis, channel: busChannel(keyspace), hear, reset });

  const release = (lock: string, token: string) =>
    void redis.tryCommand(client => client.eval(releaseOwnLock, 1, lock, token));

  return {
    epoch: epoch.known,
    async get(key, accepts) {
      const [text, current] = (await redis.tryCommand(client => client.mget(key, epochKey(keyspace)))) ?? [];
      if (epoch.known() === null) await epoch.join();
      else epoch.compare(current);
      return text ? (readEntry(text, accepts, now()) ?? undefined) : undefined;
    },
    set(key, entry, fetchedIn, changed) {
      const keepMs = Math.ceil(usableMs(entry, now()));
      const values = [fetchedIn ?? '', JSON.stringify(entry), keepMs];
      void redis
        .tryCommand(client => client.eval(setInEpoch, 2, epochKey(keyspace), key, ...values))
        .then(epoch.compare);
      if (changed) bus.publish({ kind: 'changed', keys: [key] });
    },
    invalidate(keys) {
      void redis.tryCommand(client => client.unlink(...keys));
      bus.publish({ kind: 'changed', keys });
    },
    async acquireLock(key, ending) {
      const lock = lockKey(keyspace, epoch.known(), key);
      const token = `${owner}:${locks++}`;
      const taken = await redis.tryCommand(client => client.set(lock, token, 'PX', lockMs, 'NX'));
      if (taken !== null) return () => release(lock, token);
      for (let waited = 0; waited < lockMs; waited += lookMs) {
        await delay(lookMs, ending);
        if ((await redis.tryCommand(client => client.exists(lock))) !== 1) return null;
      }
      return () => {};
    },
    async purge(calls) {
      // Redis is purged before memory, because a read in between would return an old entry to memory.
      const change = await epoch.begin();
      const removal = calls ? await remove.calls(calls) : { complete: await remove.everything(), calls };
      follow(removal.calls, change);
      const confirmed = await bus.confirm({ kind: 'purge', change, calls: removal.calls });
      return change !== null && removal.complete && confirmed;
    },
  };
}
