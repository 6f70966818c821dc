import { LRUCache } from 'lru-cache';
import type { SharedStore } from '../redis/redis.ts';
import type { Entry } from './entry.ts';
import { staleFor } from './freshness.ts';
import { createSharedLevel, type SharedLevel } from './shared-level.ts';

/** This process' memory, bounded in bytes, and behind it what the processes share, where they do. */
export interface Store {
  /** From memory. */
  peek(key: string): Entry | undefined;
  /** Keeps an entry in memory; with `shared`, that in the level which the processes share. */
  write(key: string, entry: Entry, shared: Entry | null): void;
  /** Null where nothing is shared. */
  readonly shared: Pick<SharedLevel, 'get' | 'turn' | 'pass'> | null;
  /** Forgets these keys, or everything under these prefixes; false where the shared level could not be told. */
  forget(keys: readonly string[]): Promise<boolean>;
  forgetAll(prefixes: readonly string[]): Promise<boolean>;
}

export interface StoreOptions {
  readonly memoryBytes: number;
  readonly redis: SharedStore | null;
}

/**
 * Made of lru-cache and ioredis. Not of bentocache, which is made of the same two: it bounds memory in bytes only where it
 * keeps text, to be parsed anew at each reading, and cannot keep in the two levels different halves of a call.
 */
export function createStore({ memoryBytes, redis }: StoreOptions): Store {
  const memory = new LRUCache<string, Entry>({
    maxSize: memoryBytes,
    sizeCalculation: (entry, key) => bytesOf(entry) + bytesOf(key),
  });
  /** Lists go too, because a row of theirs may be what is to be forgotten. */
  function drop(keys: readonly string[]): void {
    for (const key of keys) memory.delete(key);
    for (const key of memory.keys()) if (key.includes(':list:')) memory.delete(key);
  }
  const dropAll = () => memory.clear();
  const shared = redis && createSharedLevel(redis, { drop, dropAll });

  return {
    peek: key => memory.get(key),
    write(key, entry, forOthers) {
      const known = memory.peek(key);
      memory.set(key, entry, { ttl: entry.freshMs + staleFor });
      // Because what changes how long it stays as it is, such as the end of a call, concerns everyone who knows it.
      if (forOthers) shared?.set(key, forOthers, known !== undefined && known.freshMs !== entry.freshMs);
    },
    shared,
    async forget(keys) {
      drop(keys);
      return shared?.forget(keys) ?? true;
    },
    async forgetAll(prefixes) {
      dropAll();
      return shared?.forgetAll(prefixes) ?? true;
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
