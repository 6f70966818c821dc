import { loadedOncePerKey } from '../async/loaded-once.ts';
import { mapMaybePromise, type PromiseOrValue } from '../async/promise-or-value.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import { type Call, type Conversation, conversationOf, hasEnded, nativeKeyOf } from '../domain/call.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { withoutInterim } from '../domain/interim.ts';
import type { CallRecording } from '../domain/recording.ts';
import { deriveTurnsInSlices, type TranscriptEntry, type Turn } from '../domain/transcript.ts';
import { type ConversationWays, joinDerived, joinRecorded } from './conversation-ways.ts';
import { createKeyLoader, type KeyLoader, type LoadKey, loadKeyOf } from './entity-loader.ts';
import { type CallLatency, createLatency } from './latency.ts';

/** Loads parts of conversations: by a request of their own if the source has one, and otherwise with the call. */
export interface ConversationLoader {
  transcript(call: Call): PromiseOrValue<readonly TranscriptEntry[] | null>;
  turns(call: Call): PromiseOrValue<readonly Turn[] | null>;
  /** Loads turns and transcript, and joins them, once for each version of a call. */
  ways(call: Call): PromiseOrValue<ConversationWays>;
  /** Returns null, and makes no request, if the source records no events. */
  latency(call: Call): PromiseOrValue<CallLatency | null>;
  recordings(call: Call): PromiseOrValue<readonly CallRecording[] | null>;
}

export interface ConversationLoaderOptions {
  sourceOf(call: Call): ConnectedSource | undefined;
  loadWhole(call: Call): PromiseOrValue<Call | null>;
  readonly scope: RequestScope;
  readonly nextTurn: NextTurn;
}

export function createConversationLoader({
  sourceOf,
  loadWhole,
  scope,
  nextTurn,
}: ConversationLoaderOptions): ConversationLoader {
  const transcripts = createKeyLoader(({ calls, key }) => calls.findTranscript?.(key, scope) ?? null);
  const recordingLists = createKeyLoader(({ calls, key }) => calls.findRecordings?.(key, scope) ?? null);
  const latencyOf = createLatency(nextTurn);

  function partOf<K extends keyof Conversation>(call: Call, part: K) {
    const known = conversationOf(call);
    if (known) return known[part];
    return mapMaybePromise(loadWhole(call), whole => (whole && conversationOf(whole)?.[part]) ?? null);
  }

  /** Returns undefined if the source returns the part with the call. */
  function loadSeparately<T>(
    call: Call,
    find: 'findTranscript' | 'findRecordings',
    loader: KeyLoader<LoadKey, T>,
  ) {
    const source = sourceOf(call);
    const loadKey = source?.calls?.[find] && loadKeyOf(source, nativeKeyOf(call));
    return loadKey ? loader.load(loadKey) : undefined;
  }

  /** Keyed by the object of a call, because another version of the call is another object. */
  const loadEntries = loadedOncePerKey((call: Call) => loadSeparately(call, 'findTranscript', transcripts));

  /** Reads a part from a transcript that takes a request of its own, or else takes it from the call. */
  function fromEntries<K extends 'turns' | 'transcript'>(
    call: Call,
    part: K,
    read: (entries: readonly TranscriptEntry[]) => PromiseOrValue<Conversation[K]>,
  ): PromiseOrValue<Conversation[K]> {
    return mapMaybePromise(loadEntries(call), entries =>
      entries === undefined ? partOf(call, part) : entries && read(entries),
    );
  }

  const transcript = loadedOncePerKey((call: Call) =>
    fromEntries(call, 'transcript', entries => transcriptOf(call, entries)),
  );
  const turns = loadedOncePerKey((call: Call) =>
    fromEntries(call, 'turns', entries => deriveTurnsInSlices(entries, nextTurn)),
  );
  const recordings = loadedOncePerKey(
    (call: Call) => loadSeparately(call, 'findRecordings', recordingLists) ?? partOf(call, 'recordings'),
  );
  const ways = loadedOncePerKey((call: Call) =>
    mapMaybePromise(transcript(call), entries =>
      loadEntries(call) === undefined
        ? mapMaybePromise(turns(call), recorded => joinRecorded(recorded, entries, nextTurn))
        : joinDerived(entries),
    ),
  );
  return {
    transcript,
    turns,
    ways,
    latency(call) {
      const json = sourceOf(call)?.calls?.json;
      return json ? mapMaybePromise(turns(call), known => known && latencyOf(known, json)) : null;
    },
    recordings,
  };
}

/** Drops interim entries of an ended call, because the cached transcript may be older than the end. */
const transcriptOf = (call: Call, entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] =>
  hasEnded(call) ? withoutInterim(entries) : entries;
