import type { ConnectedSource } from '../domain/call-source.ts';
import { isTextKey } from '../domain/native-key.ts';
import { decodeNodeId } from '../domain/node-id.ts';
import type { CallKeys } from './purged-entries.ts';
import type { TwoLevelCache } from './two-level-cache.ts';

/** The reach of a purge: `here` is this process alone, because Redis or a replica has not confirmed the purge. */
export type PurgeScope = 'everywhere' | 'here';

export interface Purge {
  all(): Promise<PurgeScope>;
  /** Purges a call with its conversation, by any of its keys; null if the text is no key of a call. */
  call(key: string): Promise<PurgeScope | null>;
}

/** Cache purge for operators, after a correction or a deletion at a source. */
export function createPurge(store: TwoLevelCache | null, sources: readonly ConnectedSource[]): Purge {
  async function purgeEach(purges: readonly KeyspacePurge[]): Promise<PurgeScope> {
    const done = await Promise.all(purges.map(({ keyspace, calls }) => store?.open(keyspace).purge(calls)));
    return done.includes(false) ? 'here' : 'everywhere';
  }

  return {
    all: () =>
      purgeEach(sources.flatMap(({ keyspace }) => (keyspace === null ? [] : { keyspace, calls: null }))),
    async call(key) {
      const purges = sources.flatMap(source => purgeOfCall(source, key) ?? []);
      return purges.length === 0 ? null : purgeEach(purges);
    },
  };
}

interface KeyspacePurge {
  readonly keyspace: string;
  readonly calls: CallKeys | null;
}

/** Null if the key cannot belong to a call of this source. */
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
