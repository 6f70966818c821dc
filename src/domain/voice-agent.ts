import type { Instant } from './instant.ts';
import { encodeNodeId } from './node-id.ts';
import type { SourceName } from './source-name.ts';

/** Agent as a call names it, without a request of its own; `name` is the call's snapshot. */
export interface AgentReference {
  readonly source: SourceName;
  readonly agentId: string;
  readonly name: string | null;
}

export const idOfAgent = ({ source, agentId }: AgentReference): string =>
  encodeNodeId('VoiceAgent', source, agentId);

/** Agent as its platform describes it now. It has named fields only, because the platforms' objects hold secrets. */
export interface VoiceAgent extends AgentReference {
  readonly profile: VoiceAgentProfile;
}

export interface VoiceAgentProfile {
  readonly description: string | null;
  readonly language: string | null;
  readonly active: boolean | null;
  readonly settings: VoiceAgentSettings | null;
  readonly recordingEnabled: boolean | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
}

/** How an agent thinks, speaks and listens. A group without any value is null. */
export interface VoiceAgentSettings {
  readonly llm: VoiceAgentLlm | null;
  readonly tts: VoiceAgentTts | null;
  readonly stt: VoiceAgentStt | null;
  readonly speaksFirst: boolean | null;
}

export interface VoiceAgentLlm {
  readonly provider: string | null;
  readonly model: string | null;
  readonly temperature: number | null;
}

export interface VoiceAgentTts {
  readonly provider: string | null;
  readonly model: string | null;
  readonly voice: string | null;
}

export interface VoiceAgentStt {
  readonly provider: string | null;
  readonly model: string | null;
  readonly language: string | null;
}
