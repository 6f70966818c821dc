import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../redis/redis.ts';
import type { Entry } from './entry.ts';
import { createKeyspaceStore, type KeyspaceStore } from './keyspace-store.ts';

/** The two-level cache of a gateway: the memory of this process, bounded in bytes, and behind it Redis, if there is one. */
export interface TwoLevelCache {
  /** The part of one keyspace; the same each time. */
  open(keyspace: string): KeyspaceStore;
}

export interface TwoLevelCacheOptions {
  readonly memoryBytes: number;
  readonly redis: SharedStore | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes the two levels of lru-cache and ioredis. See docs/decisions/0006-two-level-cache.md. */
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

/** About what a value takes in memory; what two entries share counts for each. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 48;
  for (const item of Object.values(value)) bytes += 8 + bytesOf(item);
  return bytes;
}
