import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../redis/redis.ts';
import type { Entry, WallClock } from './entry.ts';
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

/** Builds on lru-cache and ioredis; see docs/decisions/0006-two-level-cache.md. */
export function createTwoLevelCache({ memoryBytes, redis, now }: TwoLevelCacheOptions): TwoLevelCache {
  const lists = new Set<string>();
  const memory = new LRUCache<string, Entry>({
    maxSize: memoryBytes,
    sizeCalculation: (entry, key) => bytesOf(entry) + bytesOf(key),
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

/** Estimates the size of a value in memory; an object in two entries counts for each. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 48;
  for (const item of Object.values(value)) bytes += 8 + bytesOf(item);
  return bytes;
}
