import { type Call, depthOf, FetchDepth, withoutConversation } from '../domain/call.ts';
import type { ListPage, ListQuery, SourceIdentity } from '../domain/call-source.ts';
import { isSameCall } from '../domain/call-version.ts';
import type { Recording } from '../domain/recording.ts';
import type { TranscriptEntry } from '../domain/transcript.ts';
import type { VoiceAgent } from '../domain/voice-agent.ts';
import type { CallEntries } from './call-entries.ts';
import type { CallVersions } from './call-versions.ts';
import type { WallClock } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import {
  acceptsAgent,
  acceptsAlias,
  acceptsCall,
  acceptsRecordings,
  acceptsTranscript,
} from './entry-values.ts';
import type { KeyspaceStore } from './keyspace-store.ts';
import type { NewestRows } from './newest-rows.ts';
import { ttlMs, ttlOf, ttlOfRecordings, ttlOfTranscript } from './ttl.ts';

export interface CachePoliciesOptions {
  readonly store: Pick<KeyspaceStore, 'peek' | 'keyOf'>;
  readonly entries: CallEntries;
  readonly newest: NewestRows;
  readonly versions: CallVersions;
  readonly now: WallClock;
  readonly identity: Pick<SourceIdentity, 'name' | 'isCallKey'>;
  readonly settledAfterMs: number;
  readonly shareConversations: boolean;
}

/** Cached mapping of a sid to the native key of its call. */
export interface Alias {
  readonly key: string;
}

export interface CachePolicies {
  call(key: string, minDepth: FetchDepth): CachePolicy<Call>;
  /** The list row of a call, for sources whose rows lack the detail. */
  row(key: string): CachePolicy<Call>;
  bySid(sid: string): CachePolicy<Alias>;
  transcript(key: string): CachePolicy<readonly TranscriptEntry[]>;
  recordings(key: string): CachePolicy<readonly Recording[]>;
  agent(key: string): CachePolicy<VoiceAgent>;
  list(query: ListQuery): CachePolicy<ListPage>;
}

/** Returns the function that maps a call to the part that Redis may hold. */
export const sharedPartOf = ({
  shareConversations,
}: Pick<CachePoliciesOptions, 'shareConversations'>): ((call: Call) => Call) =>
  shareConversations ? same : withoutConversation;

export function createCachePolicies(options: CachePoliciesOptions): CachePolicies {
  const { store, entries, newest, versions, now, identity, settledAfterMs, shareConversations } = options;
  const { keyOf } = store;
  const always = { minDepth: 0, depthOf: () => 0 };
  const conversation = <T>() => (shareConversations ? same<T> : null);

  const ttl = (call: Call | null, at: number) => (call ? ttlOf(call, at, settledAfterMs) : ttlMs.absent);
  const share = sharedPartOf(options);

  /** The TTL of a part that is fetched apart from its call; never longer than the TTL of the call. */
  function partOfCall<T>(key: string, ttl: (part: T, call: Call | null, now: number) => number) {
    return (part: T | null, now: number): number => {
      if (part === null) return ttlMs.absent;
      const known = store.peek(keyOf('call', key));
      const call = (known?.value ?? null) as Call | null;
      return Math.min(known?.freshMs ?? ttlMs.live, ttl(part, call, now));
    };
  }

  /** Rejects a part if its call has changed since the part was requested. */
  function admissionOfPart<T>(key: string) {
    return () => {
      const before = entries.versionAt(key);
      return (part: T) => (before === '' || entries.versionAt(key) === before ? part : null);
    };
  }

  const row = (key: string): CachePolicy<Call> => ({
    key: keyOf('row', key),
    minDepth: FetchDepth.ROW,
    depthOf,
    ttl,
    accepts: acceptsCall(identity, key),
    toShared: share,
    admitShared: versions.admitSharedRow,
    refresh: newest.current,
    revision: entries.revision,
  });

  return {
    row,
    call: (key, minDepth) => ({
      key: keyOf('call', key),
      minDepth,
      depthOf,
      ttl,
      accepts: acceptsCall(identity, key),
      toShared: share,
      isSame: isSameCall,
      admission() {
        const requestedAt = now();
        return call => versions.admit(call, requestedAt);
      },
      admitShared: versions.admitShared,
      admitAbsence: () => versions.admitAbsence(key),
      fallback: minDepth === FetchDepth.ROW ? row(key) : undefined,
    }),
    bySid: sid => ({
      ...always,
      key: keyOf('sid', sid),
      ttl: alias => (alias ? ttlMs.settled : ttlMs.absent),
      accepts: acceptsAlias(identity),
      toShared: same,
    }),
    transcript: key => ({
      ...always,
      key: keyOf('transcript', key),
      ttl: partOfCall(key, ttlOfTranscript),
      accepts: acceptsTranscript,
      admission: admissionOfPart(key),
      toShared: conversation(),
    }),
    recordings: key => ({
      ...always,
      key: keyOf('recordings', key),
      ttl: partOfCall(key, ttlOfRecordings),
      accepts: acceptsRecordings,
      admission: admissionOfPart(key),
      toShared: conversation(),
    }),
    agent: key => ({
      ...always,
      key: keyOf('agent', key),
      ttl: agent => (agent ? ttlMs.agent : ttlMs.absent),
      accepts: acceptsAgent(identity, key),
      toShared: same,
    }),
    list: query => ({
      ...always,
      key: keyOf('list', JSON.stringify(query)),
      ttl: () => ttlMs.list,
      accepts: () => false,
      toShared: null,
      refresh: newest.refreshed,
      revision: entries.revision,
      admission: () => page => (newest.isMarked(page) ? page : null),
      markStale: (page, at, failure) => ({ ...page, stale: { at, failure } }),
    }),
  };
}

const same = <T>(value: T): T => value;
