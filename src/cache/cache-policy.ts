import type { AgentList } from '../domain/agent-list.ts';
import { type Call, depthOf, withoutConversation, withUnreadConversation } from '../domain/call.ts';
import type { ListPage, SourceIdentity } from '../domain/call-source.ts';
import { isEqualRow, isSameCall } from '../domain/call-version.ts';
import type { CallRecording } from '../domain/recording.ts';
import type { TranscriptEntry } from '../domain/transcript.ts';
import type { VoiceAgent } from '../domain/voice-agent.ts';
import type { CallEntries } from './call-entries.ts';
import type { CallVersions } from './call-versions.ts';
import type { WallClock } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import { bytesOfAgents, bytesOfCall, bytesOfPage, bytesOfTranscript } from './entry-size.ts';
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
  readonly call: CachePolicy<Call>;
  /** The list row of a call, for sources whose rows lack the detail. */
  readonly row: CachePolicy<Call>;
  /** By sid. */
  readonly alias: CachePolicy<Alias>;
  readonly transcript: CachePolicy<readonly TranscriptEntry[]>;
  readonly recordings: CachePolicy<readonly CallRecording[]>;
  readonly agent: CachePolicy<VoiceAgent>;
  /** By the maximum number of requests that the list may take. */
  readonly agents: CachePolicy<AgentList>;
  /** By the JSON of a list query. */
  readonly list: CachePolicy<ListPage>;
}

/** Returns the function that maps a call to the part that Redis may hold. */
export const sharedPartOf = ({
  shareConversations,
}: Pick<CachePoliciesOptions, 'shareConversations'>): ((call: Call) => Call) =>
  shareConversations ? same : withoutConversation;

export function createCachePolicies(options: CachePoliciesOptions): CachePolicies {
  const { identity } = options;
  return {
    ...policiesOfCalls(options),
    ...policiesOfConversations(options),
    alias: {
      ...always,
      kind: 'sid',
      ttl: alias => (alias ? ttlMs.settled : ttlMs.absent),
      accepts: acceptsAlias(identity),
      toShared: same,
    },
    agent: {
      ...always,
      kind: 'agent',
      ttl: agent => (agent ? ttlMs.agent : ttlMs.absent),
      accepts: acceptsAgent(identity),
      toShared: same,
    },
    agents: policyOfAgentLists,
    list: policyOfLists(options),
  };
}

/** For values that are always whole. */
const always = { depthOf: () => 0 };

function policiesOfCalls(options: CachePoliciesOptions): Pick<CachePolicies, 'call' | 'row'> {
  const { entries, newest, versions, now, identity, settledAfterMs } = options;
  const common = {
    depthOf,
    ttl: (call: Call | null, at: number) => (call ? ttlOf(call, at, settledAfterMs) : ttlMs.absent),
    bytesOf: bytesOfCall,
    // With Redis the whole conversation is written there.
    toHeld: options.shareConversations ? same : withUnreadConversation,
    isEqual: isEqualRow,
    accepts: acceptsCall(identity),
    toShared: sharedPartOf(options),
  };
  const row: CachePolicy<Call> = {
    ...common,
    kind: 'row',
    admitShared: versions.admitSharedRow,
    refresh: newest.current,
    revision: entries.revision,
  };
  const call: CachePolicy<Call> = {
    ...common,
    kind: 'call',
    isSame: isSameCall,
    admission() {
      const requestedAt = now();
      return call => versions.admit(call, requestedAt);
    },
    admitShared: versions.admitShared,
    admitAbsence: versions.admitAbsence,
    fallback: row,
  };
  return { call, row };
}

/** The parts of a conversation that are fetched apart from their call. */
function policiesOfConversations(
  options: CachePoliciesOptions,
): Pick<CachePolicies, 'transcript' | 'recordings'> {
  const { store, entries, shareConversations } = options;

  /** The TTL of a part is never longer than the TTL of its call. */
  function ttlOfPart<T>(ttl: (part: T, call: Call | null, now: number) => number) {
    return (part: T | null, now: number, key: string): number => {
      if (part === null) return ttlMs.absent;
      const known = store.peek(store.keyOf('call', key));
      const call = (known?.value ?? null) as Call | null;
      return Math.min(known?.freshMs ?? ttlMs.live, ttl(part, call, now));
    };
  }

  /** Rejects a part if its call has changed since the part was requested. */
  function admission<T>(key: string) {
    const before = entries.versionAt(key);
    return (part: T) => (before === '' || entries.versionAt(key) === before ? part : null);
  }

  const common = { ...always, admission, toShared: shareConversations ? same : null };
  return {
    transcript: {
      ...common,
      kind: 'transcript',
      ttl: ttlOfPart(ttlOfTranscript),
      bytesOf: bytesOfTranscript,
      accepts: acceptsTranscript,
    },
    recordings: {
      ...common,
      kind: 'recordings',
      ttl: ttlOfPart(ttlOfRecordings),
      accepts: acceptsRecordings,
    },
  };
}

const policyOfLists = ({ newest, entries }: CachePoliciesOptions): CachePolicy<ListPage> => ({
  ...always,
  kind: 'list',
  ttl: () => ttlMs.list,
  bytesOf: bytesOfPage,
  accepts: () => false,
  toShared: null,
  refresh: newest.refreshed,
  revision: entries.revision,
  admission: () => page => (newest.isMarked(page) ? page : null),
  markStale: (page, at, failure) => ({ ...page, stale: { at, failure } }),
});

const policyOfAgentLists: CachePolicy<AgentList> = {
  ...always,
  kind: 'agents',
  ttl: () => ttlMs.agent,
  bytesOf: bytesOfAgents,
  accepts: () => false,
  toShared: null,
  markStale: (list, at, failure) => ({ ...list, stale: { at, failure } }),
};

const same = <T>(value: T): T => value;
