import type { LRUCache } from 'lru-cache';
import type { SharedStore } from '../redis/redis.ts';
import { type Entry, usableMs, type WallClock } from './entry.ts';
import { type EntryKind, entryKey } from './entry-keys.ts';
import { type CachedSids, type CallKeys, entriesOfCalls, isOfKind } from './purged-entries.ts';
import { createRedisCache, type L2Cache } from './redis-cache.ts';

/** The two-level cache of one keyspace: one source under one credential. */
export interface KeyspaceStore {
  keyOf(kind: EntryKind, key: string): string;
  /** Reads an entry from L1. */
  peek(key: string): Entry | undefined;
  /** The number of purges; a read after a purge joins no pending fetch from before the purge. */
  generation(): number;
  /** Opens a writer for a fetch; a purge voids it, so that nothing fetched before the purge is cached. */
  openWriter(): Writer;
  /** L2; null without Redis. */
  readonly shared: Pick<L2Cache, 'get' | 'acquireLock'> | null;
  /** Drops entries from L1, and those of `everywhere` from Redis and the L1 of each replica. */
  invalidate(keys: readonly string[], everywhere: readonly string[]): void;
  /** Purges calls, or everything for null; false if Redis or a replica has not confirmed the purge. */
  purge(calls: CallKeys | null): Promise<boolean>;
}

/** Caches an entry in L1, and the part of its value that `toShared` returns in Redis; null caches it in L1 alone. */
export type Writer = <T>(key: string, entry: Entry<T>, toShared: ((value: T) => T) | null) => void;

export interface Levels {
  /** L1, shared by all keyspaces. */
  readonly memory: LRUCache<string, Entry>;
  /** The keys of all lists in L1, because purges and messages of replicas drop all lists. */
  readonly lists: Set<string>;
  readonly redis: SharedStore | null;
  readonly now: WallClock;
}

export function createKeyspaceStore(keyspace: string, { memory, lists, redis, now }: Levels): KeyspaceStore {
  let generation = 0;
  const listPrefix = entryKey(keyspace, 'list', '');
  const isList = (key: string) => key.startsWith(listPrefix);
  const keys = () => [...memory.keys()].filter(key => key.startsWith(`${keyspace}:`));

  function dropAll(entries: readonly string[]): void {
    for (const key of entries) memory.delete(key);
  }

  /** Drops all lists, because a row of theirs may belong to a dropped entry. */
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
      return <T>(key: string, entry: Entry<T>, toShared: ((value: T) => T) | null) => {
        if (generation !== openedIn) return;
        const ttl = usableMs(entry, now());
        if (ttl <= 0) return;
        if (shared && toShared) {
          // Another TTL means another state, such as a call that has ended, so replicas drop their copies.
          const hasChanged = (memory.peek(key)?.freshMs ?? entry.freshMs) !== entry.freshMs;
          shared.set(key, sharedPart(entry, toShared), epoch, hasChanged);
        }
        memory.set(key, entry, { ttl });
        if (isList(key) && memory.has(key)) lists.add(key);
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

const sharedPart = <T>({ value, at, freshMs }: Entry<T>, toShared: (value: T) => T): Entry<T> => ({
  value: value === null ? null : toShared(value),
  at,
  freshMs,
});

const sidIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'sid' in value && typeof value.sid === 'string'
    ? value.sid
    : null;
