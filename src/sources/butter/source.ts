import { mapMaybePromise, type PromiseOrValue } from '../../async/promise-or-value.ts';
import type { RequestScope } from '../../async/request-scope.ts';
import { type Call, FetchDepth } from '../../domain/call.ts';
import { type CallFilter, isPrefix } from '../../domain/call-filter.ts';
import type { SourceAdapter } from '../../domain/call-source.ts';
import { canConvert, creditsCode } from '../../domain/cost-conversion.ts';
import { invalidResponse } from '../../domain/errors.ts';
import type { VoiceAgent } from '../../domain/voice-agent.ts';
import type { UpstreamRequest } from '../../upstream/upstream-client.ts';
import { type WireObject, wireContextAt, wireObjectOf } from '../../upstream/wire-object.ts';
import { readString } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import { createButterAgentList } from './agent-list.ts';
import { butterJson } from './call-json.ts';
import { dataOf } from './envelope.ts';
import { butterIdentity } from './identity.ts';
import { createButterList } from './list.ts';
import { isLongConversation, normalizeLongConversation } from './long-conversation.ts';
import { normalizeAgent } from './normalize-agent.ts';
import { normalizeConversation } from './normalize-conversation.ts';
import { normalizeDetail, type ReadConversation } from './normalize-detail.ts';
import { decodePosition, encodePosition } from './position.ts';
import { unreadConversation } from './unread-conversation.ts';
import type { ButterAgentWire, ButterCallWire } from './wire.ts';

/** Butter's API: a detail includes turns and transcript; the list has no filter, no sort and no count. */
export function createButterSource(options: SourceDependencies): SourceAdapter {
  const { upstream, onDrift, now, nextTurn } = options;

  /** Requests one object, and reads it once its identity is verified; null for a 404. */
  function find<Wire, T>(
    request: UpstreamRequest,
    isExpected: (wire: WireObject<Wire>) => boolean,
    read: (wire: WireObject<Wire>, text: string) => PromiseOrValue<T>,
    scope: RequestScope,
  ): Promise<T | null> {
    return upstream.getJson(request, scope).then(response => {
      if (!response) return null;
      const wire = wireObjectOf<Wire>(dataOf(response.json), wireContextAt(now(), onDrift));
      if (wire && isExpected(wire)) return read(wire, response.text);
      throw invalidResponse('BUTTER', 'Butter answered with something other than what was asked for.');
    });
  }

  function conversationAt(
    depth: FetchDepth,
    wire: WireObject<ButterCallWire>,
    text: string,
  ): PromiseOrValue<ReadConversation> {
    if (depth < FetchDepth.CONVERSATION) return {};
    if (isLongConversation(wire))
      return normalizeLongConversation(wire, nextTurn).then(conversation => ({ conversation }));
    return { conversation: normalizeConversation(wire), unread: unreadConversation(text, wire) };
  }

  return {
    name: butterIdentity.name,
    json: butterJson,
    findCall: (sid, scope, _, maxDepth = FetchDepth.CONVERSATION) =>
      find<ButterCallWire, Call>(
        { route: 'call', path: `/api/calls/${encodeURIComponent(sid)}`, carriesTranscript: true },
        wire => readString(wire, 'call_sid') === sid,
        (wire, text) =>
          mapMaybePromise(conversationAt(maxDepth, wire, text), conversation =>
            normalizeDetail(wire, sid, conversation),
          ),
        scope,
      ),
    findAgent: (agentId, scope) =>
      find<ButterAgentWire, VoiceAgent>(
        { route: 'agent', path: `/api/agents/${encodeURIComponent(agentId)}` },
        wire => readString(wire, 'agent_id') === agentId,
        wire => normalizeAgent(wire, agentId),
        scope,
      ),
    listAgents: createButterAgentList(options),
    // Butter does not say whether an agent is in service.
    excludesAgents: ({ active }) => active !== null,
    excludes: filter =>
      asksForAbsent(filter) ||
      (filter.agents?.every(agent => agent.source !== null && agent.source !== 'BUTTER') ?? false),
    // A list since some time is the newest end of Butter's own.
    appliesFilter: isPrefix,
    listCalls: createButterList(options),
    encodePosition,
    decodePosition,
  };
}

/** Tells whether a filter tests a field that no call of Butter has, or a cost in a currency into which credits have no rate. */
const asksForAbsent = ({ flowNames, metadata, cost }: CallFilter): boolean =>
  flowNames !== null || metadata !== null || (cost !== null && !canConvert(cost.conversion, creditsCode));
