import { type Eventually, whenThere } from '../async/promise-or-value.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { type Call, CallPart, type Conversation, hasEnded, nativeKeyOf } from '../domain/call.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { withoutInterim } from '../domain/interim.ts';
import { decodeNodeId } from '../domain/node-id.ts';
import type { Recording } from '../domain/recording.ts';
import type { SourceName } from '../domain/source-name.ts';
import { deriveTurns, type TranscriptEntry, type Turn } from '../domain/transcript.ts';
import type { AgentReference, VoiceAgent } from '../domain/voice-agent.ts';
import { createCallLoader } from './call-loader.ts';
import { type Asked, askedOf, type Batches, perKey } from './entity-loader.ts';

/** Everything one client request loads: each thing at most once, whichever of its keys it was asked by. */
export interface Loaders {
  call(id: string): Eventually<Call | null>;
  callBySid(sid: string): Eventually<Call | null>;
  callByDatabaseId(databaseId: string): Eventually<Call | null>;
  /** The call with its detail, which may be of a newer version than the call given. */
  whole(call: Call): Eventually<Call | null>;
  transcript(call: Call): Eventually<readonly TranscriptEntry[] | null>;
  turns(call: Call): Eventually<readonly Turn[] | null>;
  recordings(call: Call): Eventually<readonly Recording[] | null>;
  agent(id: string): Eventually<VoiceAgent | null>;
  agentOf(reference: AgentReference): Eventually<VoiceAgent | null>;
  /** Says of how much of its calls the request can make use; until then, of all. */
  expect(most: CallPart): void;
  /** The rows of a list, each at the version that serves the whole request. */
  rows(calls: readonly Call[]): readonly Call[];
  /** How often a call turned out to have changed after fields of it were given out. */
  moves(): number;
}

export function createLoaders(sources: readonly ConnectedSource[], scope: RequestScope): Loaders {
  let most: CallPart = CallPart.CONVERSATION;

  const calls = createCallLoader(({ calls, key, part }) =>
    calls.findCall(key, scope, part, larger(part, most)).then(call => held(call, part)),
  );
  const bySid = perKey(
    ({ calls, key }) => calls.findCallBySid?.(key, scope).then(call => held(call, CallPart.ROW)) ?? null,
  );
  const agents = perKey(({ calls, key }) => calls.findAgent(key, scope));
  const transcripts = perKey(({ calls, key }) => calls.findTranscript?.(key, scope) ?? null);
  const recordings = perKey(({ calls, key }) => calls.findRecordings?.(key, scope) ?? null);

  const sourceNamed = (name: SourceName): ConnectedSource | undefined =>
    sources.find(({ identity }) => identity.name === name);
  const ofSource = (name: SourceName, key: string): Asked | null => askedOf(sourceNamed(name), key);
  const ofCall = (call: Call): Asked | null => ofSource(call.source, nativeKeyOf(call));

  function ofNode(id: string): Asked | null {
    const node = decodeNodeId(id);
    return node && ofSource(node.source, node.key);
  }

  const loaded = (asked: Asked | null, part: CallPart): Eventually<Call | null> =>
    asked && calls.load(asked, part);

  /** Makes a call known under its other key too. */
  const held = (call: Call | null, part: CallPart): Call | null => call && calls.hold(call, part);

  function conversation<K extends keyof Conversation>(call: Call, part: K) {
    const known = call.detail?.conversation;
    if (known) return known[part];
    return whenThere(
      loaded(ofCall(call), CallPart.CONVERSATION),
      whole => whole?.detail?.conversation?.[part] ?? null,
    );
  }

  /** By a request of its own, where the source keeps it apart from the call; else undefined. */
  function apart<T>(call: Call, find: 'findTranscript' | 'findRecordings', loader: Batches<Asked, T>) {
    const asked = sourceNamed(call.source)?.calls?.[find] && ofCall(call);
    return asked ? loader.load(asked) : undefined;
  }

  return {
    call: id => loaded(ofNode(id), CallPart.ROW),
    callBySid(sid) {
      const owner = sources.find(({ identity }) => identity.ownsSid(sid));
      const key = owner?.identity.keyOfSid(sid) ?? null;
      if (key !== null) return loaded(askedOf(owner, key), CallPart.ROW);
      const asked = askedOf(owner, sid);
      return asked && (calls.withSid(asked.calls.name, sid) ?? bySid.load(asked));
    },
    callByDatabaseId(databaseId) {
      const owner = sources.find(({ identity }) => identity.ownsDatabaseId(databaseId));
      return loaded(askedOf(owner, databaseId), CallPart.ROW);
    },
    whole: call => (call.detail ? call : loaded(ofCall(call), CallPart.DETAIL)),
    transcript: call =>
      apart(call, 'findTranscript', transcripts)?.then(entries => entries && spokenIn(call, entries)) ??
      conversation(call, 'transcript'),
    turns: call =>
      apart(call, 'findTranscript', transcripts)?.then(entries => entries && deriveTurns(entries)) ??
      conversation(call, 'turns'),
    recordings: call => apart(call, 'findRecordings', recordings) ?? conversation(call, 'recordings'),
    agent: id => whenAsked(agents, ofNode(id)),
    agentOf: ({ source, agentId }) => whenAsked(agents, ofSource(source, agentId)),
    expect(part) {
      most = part;
    },
    rows: calls.holdRows,
    moves: calls.moves,
  };
}

/** Interim entries leave with the call's end, which the transcript in the cache may not know of. */
const spokenIn = (call: Call, entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] =>
  hasEnded(call) ? withoutInterim(entries) : entries;

const larger = (a: CallPart, b: CallPart): CallPart => (a > b ? a : b);

const whenAsked = <T>(loader: Batches<Asked, T>, asked: Asked | null): Promise<T | null> | null =>
  asked && loader.load(asked);
