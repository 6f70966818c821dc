import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../redis/redis.ts';
import type { Entry, WallClock } from './entry.ts';
import { bytesOf } from './entry-size.ts';
import { createKeyspaceStore, type KeyspaceStore } from './keyspace-store.ts';

/** Two-level cache of a gateway: L1 is an LRU in this process, bounded in bytes; L2 is Redis, if configured. */
export interface TwoLevelCache {
  open(keyspace: string): KeyspaceStore;
}

export interface TwoLevelCacheOptions {
  readonly memoryBytes: number;
  readonly redis: SharedStore | null;
  readonly now: WallClock;
}

/** Bytes of an entry and its place in the LRU, without its key and value. */
const entryBytes = 200;

/** Builds on lru-cache and ioredis; see docs/decisions/0006-two-level-cache.md. */
export function createTwoLevelCache({ memoryBytes, redis, now }: TwoLevelCacheOptions): TwoLevelCache {
  const lists = new Set<string>();
  const memory = new LRUCache<string, Entry>({
    maxSize: memoryBytes,
    sizeCalculation: (entry, key) => (entry.bytes ?? bytesOf(entry.value)) + entryBytes + key.length,
    dispose: (_, key) => lists.delete(key),
  });
  const opened = new Map<string, KeyspaceStore>();

  return {
    open(keyspace) {
      const store = opened.get(keyspace) ?? createKeyspaceStore(keyspace, { memory, lists, redis, now });
      opened.set(keyspace, store);
      return store;
    },
  };
}
