import type { RequestScope } from '../async/request-scope.ts';
import { type AgentList, isWholeAgent } from '../domain/agent-list.ts';
import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { SourceName } from '../domain/source-name.ts';
import type { VoiceAgent } from '../domain/voice-agent.ts';
import { listIndexedAgents } from './agent-connection/indexed-agents.ts';
import type { LoadAgentList } from './agent-connection/outcome.ts';
import { createKeyLoader, type KeyLoader, type LoadKey } from './entity-loader.ts';

export interface AgentLoader extends KeyLoader<LoadKey, VoiceAgent> {
  /** Lists the agents of a source, once. Those that the list has whole cost no look-up afterwards. */
  readonly list: LoadAgentList;
}

/** DataLoader of the agents of one client request, and of their lists, for which an index may stand in. */
export function createAgentLoader(scope: RequestScope, callIndex: CallIndex | null): AgentLoader {
  const lists = new Map<SourceName, Promise<AgentList | null>>();
  const loaded: AgentList[] = [];
  const listed = new Map<string, VoiceAgent>();
  const keyOf = (source: SourceName, agentId: string) => `${source}:${agentId}`;
  const { load } = createKeyLoader<VoiceAgent>(({ calls, key }) => {
    const agent = peek(calls.name, key);
    return agent ? Promise.resolve(agent) : calls.findAgent(key, scope);
  });

  /** Indexes lists only before a look-up, because most requests with a list look up nothing. */
  function peek(source: SourceName, key: string): VoiceAgent | undefined {
    for (const agent of loaded.splice(0).flatMap(({ agents }) => agents))
      if (isWholeAgent(agent)) listed.set(keyOf(agent.source, agent.agentId), agent);
    return listed.get(keyOf(source, key));
  }

  async function read({ identity, calls, scanPages }: ConnectedSource): Promise<AgentList | null> {
    const list = (await calls?.listAgents?.(scanPages, scope)) ?? null;
    if (list) loaded.push(list);
    return list ?? (callIndex && listIndexedAgents(callIndex, identity.name));
  }

  return {
    load,
    list(source) {
      const { name } = source.identity;
      const list = lists.get(name) ?? read(source);
      lists.set(name, list);
      return list;
    },
  };
}
