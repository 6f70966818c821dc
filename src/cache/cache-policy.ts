import { type Call, CallPart, partOf, withoutConversation } from '../domain/call.ts';
import type { ListPage, ListQuery, SourceIdentity } from '../domain/call-source.ts';
import { isSameCall } from '../domain/call-version.ts';
import type { Recording } from '../domain/recording.ts';
import type { TranscriptEntry } from '../domain/transcript.ts';
import type { VoiceAgent } from '../domain/voice-agent.ts';
import type { CallEntries } from './call-entries.ts';
import type { CallVersions } from './call-versions.ts';
import type { Wanted } from './entry-policy.ts';
import {
  acceptsAgent,
  acceptsAlias,
  acceptsCall,
  acceptsRecordings,
  acceptsTranscript,
} from './entry-values.ts';
import type { KeyspaceStore } from './keyspace-store.ts';
import type { NewestRows } from './newest-rows.ts';
import { freshFor, freshnessOf, freshnessOfRecordings, freshnessOfTranscript } from './ttl.ts';

export interface WantedOptions {
  readonly store: Pick<KeyspaceStore, 'peek' | 'keyOf'>;
  readonly entries: CallEntries;
  readonly newest: NewestRows;
  readonly versions: CallVersions;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly identity: Pick<SourceIdentity, 'name' | 'isCallKey'>;
  /** How long after its end a call that lacks nothing is taken not to change any more. */
  readonly settledAfterMs: number;
  /** Whether processes share transcripts, turns and recordings too. */
  readonly shareConversations: boolean;
}

/** The call's native key, for who knows only its sid. */
export interface Alias {
  readonly key: string;
}

/** The cache policies of one source. */
export interface ThingsWanted {
  call(key: string, part: CallPart): Wanted<Call>;
  /** The list row of a call, where rows are poorer than the call. */
  row(key: string): Wanted<Call>;
  bySid(sid: string): Wanted<Alias>;
  transcript(key: string): Wanted<readonly TranscriptEntry[]>;
  recordings(key: string): Wanted<readonly Recording[]>;
  agent(key: string): Wanted<VoiceAgent>;
  list(query: ListQuery): Wanted<ListPage>;
}

/** The part of a call that processes may share. */
export const shareOf = ({
  shareConversations,
}: Pick<WantedOptions, 'shareConversations'>): ((call: Call) => Call) =>
  shareConversations ? same : withoutConversation;

export function createWanted(options: WantedOptions): ThingsWanted {
  const { store, entries, newest, versions, now, identity, settledAfterMs, shareConversations } = options;
  const { keyOf } = store;
  const always = { least: 0, rank: () => 0 };
  const conversation = <T>() => (shareConversations ? same<T> : null);

  const freshness = (call: Call | null, at: number) =>
    call ? freshnessOf(call, at, settledAfterMs) : freshFor.absent;
  const share = shareOf(options);

  /** The freshness of a part of a call that its source keeps apart: at most that of the call. */
  function partOfCall<T>(key: string, freshness: (part: T, call: Call | null, now: number) => number) {
    return (part: T | null, now: number): number => {
      if (part === null) return freshFor.absent;
      const known = store.peek(keyOf('call', key));
      const call = (known?.value ?? null) as Call | null;
      return Math.min(known?.freshMs ?? freshFor.live, freshness(part, call, now));
    };
  }

  /** Caches no part whose call has changed since the part was requested. */
  function admissionOfPart<T>(key: string) {
    return () => {
      const before = entries.versionAt(key);
      return (part: T) => (before === '' || entries.versionAt(key) === before ? part : null);
    };
  }

  const row = (key: string): Wanted<Call> => ({
    key: keyOf('row', key),
    least: CallPart.ROW,
    rank: partOf,
    freshness,
    accepts: acceptsCall(identity, key),
    share,
    admitShared: versions.admitSharedRow,
    shown: newest.shown,
    revision: entries.revision,
  });

  return {
    row,
    call: (key, part) => ({
      key: keyOf('call', key),
      least: part,
      rank: partOf,
      freshness,
      accepts: acceptsCall(identity, key),
      share,
      isSame: isSameCall,
      admission() {
        const askedAt = now();
        return call => versions.admit(call, askedAt);
      },
      admitShared: versions.admitShared,
      admitAbsence: () => versions.admitAbsence(key),
      orElse: part === CallPart.ROW ? row(key) : undefined,
    }),
    bySid: sid => ({
      ...always,
      key: keyOf('sid', sid),
      freshness: alias => (alias ? freshFor.settled : freshFor.absent),
      accepts: acceptsAlias(identity),
      share: same,
    }),
    transcript: key => ({
      ...always,
      key: keyOf('transcript', key),
      freshness: partOfCall(key, freshnessOfTranscript),
      accepts: acceptsTranscript,
      admission: admissionOfPart(key),
      share: conversation(),
    }),
    recordings: key => ({
      ...always,
      key: keyOf('recordings', key),
      freshness: partOfCall(key, freshnessOfRecordings),
      accepts: acceptsRecordings,
      admission: admissionOfPart(key),
      share: conversation(),
    }),
    agent: key => ({
      ...always,
      key: keyOf('agent', key),
      freshness: agent => (agent ? freshFor.agent : freshFor.absent),
      accepts: acceptsAgent(identity, key),
      share: same,
    }),
    list: query => ({
      ...always,
      key: keyOf('list', JSON.stringify(query)),
      freshness: () => freshFor.list,
      accepts: () => false,
      share: null,
      shown: newest.refreshed,
      revision: entries.revision,
      admission: () => page => (newest.isMarked(page) ? page : null),
      aged: (page, at, failure) => ({ ...page, stale: { at, failure } }),
    }),
  };
}

const same = <T>(value: T): T => value;
