import type { Store } from '../cache/store.ts';
import { type Alias, keyOfSid, keysOfCall } from '../cache/wanted.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { isSid } from '../domain/native-key.ts';
import { decodeNodeId } from '../domain/node-id.ts';

/** What a forgetting reached: everywhere, or this process alone because Redis is not to be had. */
export type Forgotten = 'everywhere' | 'here';

export interface Forget {
  /** Everything that is remembered of the sources. */
  all(): Promise<Forgotten>;
  /** One call with its conversation, by any of its keys; null for what is no key of a call. */
  call(key: string): Promise<Forgotten | null>;
}

/** For operators: a source was corrected, or must no longer be remembered. */
export function createForget(store: Store | null, sources: readonly ConnectedSource[]): Forget {
  const prefixes = sources.flatMap(({ keyspace }) => keyspace ?? []);

  /** What is kept under a sid that is not its call's own key leads to the call. */
  async function keysBySid(keyspace: string, sid: string): Promise<string[]> {
    const alias = keyOfSid(keyspace, sid);
    const entry = store?.peek(alias) ?? (await store?.shared?.get(alias));
    return entry?.value ? [alias, ...keysOfCall(keyspace, (entry.value as Alias).key)] : [alias];
  }

  async function keysIn({ identity, keyspace }: ConnectedSource, key: string): Promise<string[]> {
    const node = decodeNodeId(key);
    if (keyspace === null || (node && (node.type !== 'Call' || node.source !== identity.name))) return [];
    if (node) return keysOfCall(keyspace, node.key);
    if (identity.ownsDatabaseId(key)) return keysOfCall(keyspace, key);
    if (!isSid(key) || !identity.ownsSid(key)) return [];
    return identity.keyOfSid(key) === null ? keysBySid(keyspace, key) : keysOfCall(keyspace, key);
  }

  return {
    all: async () => reached((await store?.forgetAll(prefixes)) ?? true),
    async call(key) {
      const keys = (await Promise.all(sources.map(source => keysIn(source, key)))).flat();
      return keys.length === 0 ? null : reached((await store?.forget(keys)) ?? true);
    },
  };
}

const reached = (everywhere: boolean): Forgotten => (everywhere ? 'everywhere' : 'here');
