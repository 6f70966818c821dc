import { callKinds, type EntryKind, entryKey, keysOfCall } from './entry-keys.ts';

/** The calls to purge, by native keys and by sids. */
export interface CallKeys {
  readonly keys: readonly string[];
  readonly sids: readonly string[];
}

/** The sid of each cached call by the key of its entry; null for every other cache entry. */
export type CachedSids = ReadonlyMap<string, string | null>;

/**
 * Returns the keys of the cache entries to purge. A sid is compared with the sid of each cached call. Conversations and
 * rows without a cached call are included, because they may belong to the sid.
 */
export function entriesOfCalls(keyspace: string, { keys, sids }: CallKeys, cached: CachedSids): string[] {
  const named = new Set([
    ...keys.flatMap(key => keysOfCall(keyspace, key)),
    ...sids.map(sid => entryKey(keyspace, 'sid', sid)),
  ]);
  const hasSid = new Set(sids);

  function isOfSid(entry: string): boolean {
    const call = callOf(keyspace, entry);
    if (call === null) return false;
    const sid = cached.get(call);
    return sid === undefined || (sid !== null && hasSid.has(sid));
  }

  const found = [...cached.keys()].filter(entry => sids.length > 0 && isOfSid(entry));
  return [...named, ...found.filter(entry => !named.has(entry))];
}

export const isOfKind = (keyspace: string, kind: EntryKind, entry: string): boolean =>
  entry.startsWith(`${keyspace}:${kind}:`);

/** The key of the call that an entry belongs to; null for entries of no call. */
function callOf(keyspace: string, entry: string): string | null {
  const kind = callKinds.find(kind => isOfKind(keyspace, kind, entry));
  return kind ? `${keyspace}:call:${entry.slice(`${keyspace}:${kind}:`.length)}` : null;
}
