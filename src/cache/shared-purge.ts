import type { SharedStore } from '../redis/redis.ts';
import { entryKey, epochKey } from './entry-keys.ts';
import { type CachedSids, type CallKeys, entriesOfCalls, isOfKind } from './purged-entries.ts';

export interface SharedPurge {
  /** Removes all entries; false if Redis failed. */
  everything(): Promise<boolean>;
  calls(calls: CallKeys): Promise<CallRemoval>;
}

export interface CallRemoval {
  readonly complete: boolean;
  /** The calls, with the native keys that Redis held for their sids. */
  readonly calls: CallKeys;
}

const maxKeysPerCommand = 500;

export function createSharedPurge(redis: SharedStore, keyspace: string): SharedPurge {
  const epoch = epochKey(keyspace);

  async function remove(keys: readonly string[]): Promise<boolean> {
    for (let from = 0; from < keys.length; from += maxKeysPerCommand) {
      const some = keys.slice(from, from + maxKeysPerCommand);
      if ((await redis.tryCommand(client => client.unlink(...some))) === undefined) return false;
    }
    return true;
  }

  /** Visits all keys except the epoch. The pattern needs no escape, because a keyspace has no special characters. */
  async function scan(visit: (keys: string[]) => Promise<boolean>): Promise<boolean> {
    let cursor = '0';
    do {
      const page = await redis.tryCommand(client =>
        client.scan(cursor, 'MATCH', `${keyspace}:*`, 'COUNT', maxKeysPerCommand),
      );
      if (page === undefined || !(await visit(page[1].filter(key => key !== epoch)))) return false;
      cursor = page[0];
    } while (cursor !== '0');
    return true;
  }

  async function textsOf(keys: readonly string[]): Promise<(string | null)[] | undefined> {
    return keys.length === 0 ? [] : redis.tryCommand(client => client.mget(...keys));
  }

  /** Reads the native keys of sids from Redis; null for a sid without an entry. */
  async function keysOf(sids: readonly string[]): Promise<(string | null)[]> {
    const texts = await textsOf(sids.map(sid => entryKey(keyspace, 'sid', sid)));
    return sids.map((_, index) => textIn(texts?.[index], 'key'));
  }

  /** Reads the sids of all calls, because Redis may have evicted the entry of a sid. Null if Redis failed. */
  async function cachedSids(): Promise<CachedSids | null> {
    const cached = new Map<string, string | null>();
    const complete = await scan(async keys => {
      const calls = keys.filter(key => isOfKind(keyspace, 'call', key));
      const texts = await textsOf(calls);
      for (const key of keys) cached.set(key, null);
      for (const [index, key] of calls.entries()) cached.set(key, textIn(texts?.[index], 'sid'));
      return texts !== undefined;
    });
    return complete ? cached : null;
  }

  return {
    everything: () => scan(remove),
    async calls({ keys, sids }) {
      const found = await keysOf(sids);
      const calls = { keys: [...keys, ...found.filter(key => key !== null)], sids };
      const cached = found.includes(null) ? await cachedSids() : nothing;
      const removed = await remove(entriesOfCalls(keyspace, calls, cached ?? nothing));
      return { complete: removed && cached !== null, calls };
    },
  };
}

const nothing: CachedSids = new Map();

function textIn(entry: string | null | undefined, name: 'key' | 'sid'): string | null {
  try {
    const text = JSON.parse(entry ?? 'null')?.value?.[name];
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}
