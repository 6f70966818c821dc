import type { PromiseOrValue } from '../async/promise-or-value.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import { type Call, FetchDepth, nativeKeyOf } from '../domain/call.ts';
import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { decodeNodeId } from '../domain/node-id.ts';
import type { SourceName } from '../domain/source-name.ts';
import type { AgentReference, VoiceAgent } from '../domain/voice-agent.ts';
import type { LoadAgentList } from './agent-connection/outcome.ts';
import { createAgentLoader } from './agent-loader.ts';
import { createCallLoader } from './call-loader.ts';
import { type ConversationLoader, createConversationLoader } from './conversation-loader.ts';
import { createKeyLoader, type KeyLoader, type LoadKey, loadKeyOf } from './entity-loader.ts';

/** DataLoaders of one client request: each call and agent is fetched at most once, by whichever of its keys. */
export interface Loaders extends ConversationLoader {
  call(id: string): PromiseOrValue<Call | null>;
  callBySid(source: SourceName, sid: string): PromiseOrValue<Call | null>;
  callByDatabaseId(source: SourceName, databaseId: string): PromiseOrValue<Call | null>;
  /** Returns the call with its detail, which may be of a newer version than the given call. */
  whole(call: Call): PromiseOrValue<Call | null>;
  /** Returns the call with its numbers and its metadata, which rows of a masked index lack. */
  numbered(call: Call): PromiseOrValue<Call | null>;
  agent(id: string): PromiseOrValue<VoiceAgent | null>;
  agentOf(reference: AgentReference): PromiseOrValue<VoiceAgent | null>;
  /** Lists the agents of a source. Those that the list has whole cost no look-up afterwards. */
  readonly agentList: LoadAgentList;
  /** Sets the depth beyond which the request selects no fields; without a limit, calls are fetched whole. */
  limitDepth(maxDepth: FetchDepth): void;
  /** Returns each row of a list at the version that all fields of the client request use. */
  rows(calls: readonly Call[]): readonly Call[];
  /** The number of calls that changed after fields of them were returned. */
  conflicts(): number;
}

type Sources = readonly ConnectedSource[];

export interface LoadersOptions {
  readonly sources: Sources;
  readonly scope: RequestScope;
  readonly nextTurn: NextTurn;
  /** Null if no index may answer the request. */
  readonly index: CallIndex | null;
}

export function createLoaders({ sources, scope, nextTurn, index }: LoadersOptions): Loaders {
  let maxDepth: FetchDepth = FetchDepth.CONVERSATION;
  const calls = createCallLoader(({ calls, key, depth }) =>
    calls.findCall(key, scope, depth, deeper(depth, maxDepth)).then(call => primed(call, depth)),
  );
  const bySid = createKeyLoader(
    ({ calls, key }) => calls.findCallBySid?.(key, scope).then(call => primed(call, FetchDepth.ROW)) ?? null,
  );
  const agents = createAgentLoader(scope, index);

  const load = (loadKey: LoadKey | null, minDepth: FetchDepth): PromiseOrValue<Call | null> =>
    loadKey && calls.load(loadKey, minDepth);

  const primed = (call: Call | null, minDepth: FetchDepth): Call | null =>
    call && calls.prime(call, minDepth);

  const { sourceOf, ofSource, ofCall, ofNode } = createLoadKeys(sources);
  const loadWhole = (call: Call) => load(ofCall(call), FetchDepth.CONVERSATION);
  const conversation = createConversationLoader({ sourceOf, loadWhole, scope, nextTurn });

  return {
    call: id => load(ofNode(id), FetchDepth.ROW),
    callBySid(source, sid) {
      const owner = sourceNamed(sources, source);
      const key = owner?.identity.keyOfSid(sid) ?? null;
      if (key !== null) return load(loadKeyOf(owner, key), FetchDepth.ROW);
      const loadKey = loadKeyOf(owner, sid);
      return loadKey && (calls.peekBySid(loadKey.calls.name, sid) ?? bySid.load(loadKey));
    },
    callByDatabaseId: (source, databaseId) => load(ofSource(source, databaseId), FetchDepth.ROW),
    whole: call => (call.detail ? call : load(ofCall(call), FetchDepth.DETAIL)),
    numbered: call => (call.isMasked ? load(ofCall(call), FetchDepth.DETAIL) : call),
    ...conversation,
    agentList: agents.list,
    agent: id => loadIfKnown(agents, ofNode(id)),
    agentOf: ({ source, agentId }) => loadIfKnown(agents, ofSource(source, agentId)),
    limitDepth(depth) {
      maxDepth = depth;
    },
    rows: calls.primeRows,
    conflicts: calls.conflicts,
  };
}

/** Functions that name a call or an agent at its source; each throws if that source is not configured. */
function createLoadKeys(sources: Sources) {
  const sourceOf = ({ source }: Call): ConnectedSource | undefined => sourceNamed(sources, source);
  const ofSource = (name: SourceName, key: string): LoadKey | null =>
    loadKeyOf(sourceNamed(sources, name), key);
  const ofCall = (call: Call): LoadKey | null => ofSource(call.source, nativeKeyOf(call));
  const ofNode = (id: string): LoadKey | null => {
    const node = decodeNodeId(id);
    return node && ofSource(node.source, node.key);
  };
  return { sourceOf, ofSource, ofCall, ofNode };
}

const sourceNamed = (sources: Sources, name: SourceName): ConnectedSource | undefined =>
  sources.find(({ identity }) => identity.name === name);

const deeper = (a: FetchDepth, b: FetchDepth): FetchDepth => (a > b ? a : b);

const loadIfKnown = <T>(loader: KeyLoader<LoadKey, T>, loadKey: LoadKey | null): Promise<T | null> | null =>
  loadKey && loader.load(loadKey);
