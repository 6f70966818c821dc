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
  readonly settings: AgentSettings;
}

export interface AgentSettings {
  readonly description: string | null;
  readonly language: string | null;
  readonly active: boolean | null;
  readonly llmProvider: string | null;
  readonly llmModel: string | null;
  readonly llmTemperature: number | null;
  readonly ttsProvider: string | null;
  readonly ttsModel: string | null;
  readonly ttsVoice: string | null;
  readonly sttProvider: string | null;
  readonly sttModel: string | null;
  readonly speaksFirst: boolean | null;
  readonly recordingEnabled: boolean | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
}
