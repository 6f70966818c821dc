import type { LRUCache } from 'lru-cache';
import type { SharedStore } from '../redis/redis.ts';
import { type Entry, usableMs } from './entry.ts';
import { type EntryKind, entryKey } from './entry-keys.ts';
import { type CachedSids, type CallKeys, entriesOfCalls, isOfKind } from './purged-entries.ts';
import { createRedisCache, type L2Cache } from './redis-cache.ts';

/** The cache entries of one source under one credential. */
export interface KeyspaceStore {
  /** The key of an entry of this keyspace. */
  keyOf(kind: EntryKind, key: string): string;
  /** Reads an entry from memory. */
  peek(key: string): Entry | undefined;
  /** Counts the purges: a request that begins after one joins no flight from before it. */
  generation(): number;
  /** Opens a writer for a fetch; a purge voids it, so that nothing fetched before the purge is cached. */
  openWriter(): Writer;
  /** Null where nothing is shared. */
  readonly shared: Pick<L2Cache, 'get' | 'acquireLock'> | null;
  /** Drops entries from memory, and those of `everywhere` from Redis and the memory of each replica. */
  invalidate(keys: readonly string[], everywhere: readonly string[]): void;
  /** Purges calls, or everything for null; false where Redis or a replica has not confirmed it. */
  purge(calls: CallKeys | null): Promise<boolean>;
}

/** Caches an entry in memory, and `forOthers` in Redis. */
export type Writer = (key: string, entry: Entry, forOthers: Entry | null) => void;

export interface Levels {
  /** Shared with the other keyspaces. */
  readonly memory: LRUCache<string, Entry>;
  /** The keys of all lists in memory. The LRU's own map churns in the same way, so a second one holds no more. */
  readonly lists: Set<string>;
  readonly redis: SharedStore | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createKeyspaceStore(keyspace: string, { memory, lists, redis, now }: Levels): KeyspaceStore {
  let generation = 0;
  const listPrefix = entryKey(keyspace, 'list', '');
  const isList = (key: string) => key.startsWith(listPrefix);
  const keys = () => [...memory.keys()].filter(key => key.startsWith(`${keyspace}:`));

  function dropAll(entries: readonly string[]): void {
    for (const key of entries) memory.delete(key);
  }

  /** Lists go too, because a row of theirs may be what is dropped. */
  const dropLists = (): void => dropAll([...lists].filter(isList));

  function cachedSids(): CachedSids {
    const sidOf = (key: string) => sidIn(memory.peek(key)?.value);
    return new Map(keys().map(key => [key, isOfKind(keyspace, 'call', key) ? sidOf(key) : null]));
  }

  function purgeMemory(calls: CallKeys | null): void {
    generation += 1;
    dropAll(calls ? entriesOfCalls(keyspace, calls, cachedSids()) : keys());
    dropLists();
  }

  function drop(entries: readonly string[]): void {
    dropAll(entries);
    dropLists();
  }

  const shared = redis && createRedisCache({ redis, keyspace, memory: { drop, purge: purgeMemory }, now });

  return {
    keyOf: (kind, key) => entryKey(keyspace, kind, key),
    peek: key => memory.get(key),
    generation: () => generation,
    openWriter() {
      const openedIn = generation;
      const epoch = shared?.epoch() ?? null;
      return (key, entry, forOthers) => {
        if (generation !== openedIn) return;
        const ttl = usableMs(entry, now());
        if (ttl <= 0) return;
        const known = memory.peek(key);
        memory.set(key, entry, { ttl });
        if (isList(key) && memory.has(key)) lists.add(key);
        // Replicas drop their copies of a value whose state has changed, such as a call that has ended.
        if (forOthers)
          shared?.set(key, forOthers, epoch, known !== undefined && known.freshMs !== entry.freshMs);
      };
    },
    invalidate(entries, everywhere) {
      dropAll(entries);
      if (everywhere.length > 0) shared?.invalidate(everywhere);
    },
    shared,
    async purge(calls) {
      if (shared) return shared.purge(calls);
      purgeMemory(calls);
      return true;
    },
  };
}

const sidIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'sid' in value && typeof value.sid === 'string'
    ? value.sid
    : null;
