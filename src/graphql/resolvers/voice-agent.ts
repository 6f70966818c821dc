import { mapMaybePromise } from '../../async/promise-or-value.ts';
import {
  type AgentReference,
  type AgentSettings,
  idOfAgent,
  type VoiceAgent as WholeAgent,
} from '../../domain/voice-agent.ts';
import type { RequestContext } from '../context.ts';
import type { VoiceAgentResolvers } from '../generated/resolver-types.ts';

export const VoiceAgent: VoiceAgentResolvers = {
  id: idOfAgent,
  description: setting('description'),
  language: setting('language'),
  active: setting('active'),
  llmProvider: setting('llmProvider'),
  llmModel: setting('llmModel'),
  llmTemperature: setting('llmTemperature'),
  ttsProvider: setting('ttsProvider'),
  ttsModel: setting('ttsModel'),
  ttsVoice: setting('ttsVoice'),
  sttProvider: setting('sttProvider'),
  sttModel: setting('sttModel'),
  speaksFirst: setting('speaksFirst'),
  recordingEnabled: setting('recordingEnabled'),
  createdAt: setting('createdAt'),
  updatedAt: setting('updatedAt'),
};

/** Resolver of a setting: it loads the agent unless the parent is whole; null if the agent is gone. */
function setting<K extends keyof AgentSettings>(field: K) {
  return (agent: AgentReference, _: unknown, { loaders }: RequestContext) =>
    mapMaybePromise(isWhole(agent) ? agent : loaders.agentOf(agent), whole => whole?.settings[field] ?? null);
}

const isWhole = (agent: AgentReference): agent is WholeAgent => 'settings' in agent;
