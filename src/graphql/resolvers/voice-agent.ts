import { mapMaybePromise } from '../../async/promise-or-value.ts';
import {
  type AgentReference,
  idOfAgent,
  type VoiceAgentProfile,
  type VoiceAgent as WholeAgent,
} from '../../domain/voice-agent.ts';
import type { RequestContext } from '../context.ts';
import type { VoiceAgentResolvers } from '../generated/resolver-types.ts';
import { readListRequest } from './list-request.ts';

export const VoiceAgent: VoiceAgentResolvers = {
  id: idOfAgent,
  description: profileField('description'),
  language: profileField('language'),
  active: profileField('active'),
  settings: profileField('settings'),
  recordingEnabled: profileField('recordingEnabled'),
  createdAt: profileField('createdAt'),
  updatedAt: profileField('updatedAt'),
  calls: (agent, args, context) => context.listCalls(readListRequest(args, context, agent)),
};

/** Resolver of a field of the profile: it loads the agent unless the parent is whole; null if the agent is gone. */
function profileField<K extends keyof VoiceAgentProfile>(field: K) {
  return (agent: AgentReference, _: unknown, { loaders }: RequestContext) =>
    mapMaybePromise(isWhole(agent) ? agent : loaders.agentOf(agent), whole => whole?.profile[field] ?? null);
}

const isWhole = (agent: AgentReference): agent is WholeAgent => 'profile' in agent;
