import type { ConnectedSource } from '../domain/call-source.ts';
import { isTextKey } from '../domain/native-key.ts';
import { decodeNodeId } from '../domain/node-id.ts';
import type { CallKeys } from './purged-entries.ts';
import type { TwoLevelCache } from './two-level-cache.ts';

/** How far a purge reached: everywhere, or surely this process alone, because Redis or a replica has not confirmed it. */
export type PurgeScope = 'everywhere' | 'here';

export interface Purge {
  /** Everything that is remembered of the sources. */
  all(): Promise<PurgeScope>;
  /** One call with its conversation, by any of its keys; null for what is no key of a call. */
  call(key: string): Promise<PurgeScope | null>;
}

/** For operators: a source was corrected, or must no longer be remembered. */
export function createPurge(store: TwoLevelCache | null, sources: readonly ConnectedSource[]): Purge {
  async function purgeEach(each: readonly KeyspacePurge[]): Promise<PurgeScope> {
    const done = await Promise.all(each.map(({ keyspace, calls }) => store?.open(keyspace).purge(calls)));
    return done.includes(false) ? 'here' : 'everywhere';
  }

  return {
    all: () =>
      purgeEach(sources.flatMap(({ keyspace }) => (keyspace === null ? [] : { keyspace, calls: null }))),
    async call(key) {
      const each = sources.flatMap(source => purgeOfCall(source, key) ?? []);
      return each.length === 0 ? null : purgeEach(each);
    },
  };
}

interface KeyspacePurge {
  readonly keyspace: string;
  readonly calls: CallKeys | null;
}

/** Null where the key cannot be of a call of this source. */
function purgeOfCall({ identity, keyspace }: ConnectedSource, key: string): KeyspacePurge | null {
  const node = decodeNodeId(key);
  if (keyspace === null || (node && (node.type !== 'Call' || node.source !== identity.name))) return null;
  if (node) return { keyspace, calls: { keys: [node.key], sids: [] } };
  // The form of the sid does not count here, because a source may list a call under a sid of any form.
  const keys = identity.isCallKey(key) ? [key] : [];
  // Digits may be the integer of one call and the sid of another.
  const sids = isTextKey(key) && identity.keyOfSid(key) === null ? [key] : [];
  return keys.length + sids.length === 0 ? null : { keyspace, calls: { keys, sids } };
}
