import type { VoiceAgent } from '../../domain/voice-agent.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import { readBoolean, readInstant, readNumber, readString } from '../../upstream/wire-reader.ts';
import type { ButterAgentWire } from './wire.ts';

/** Copies named fields only, so that `system_prompt` and unknown fields never leave the source. */
export const normalizeAgent = (wire: WireObject<ButterAgentWire>, agentId: string): VoiceAgent => ({
  source: 'BUTTER',
  agentId,
  name: readString(wire, 'agent_name'),
  settings: {
    description: null,
    language: readString(wire, 'language'),
    active: null,
    llmProvider: readString(wire, 'llm_provider'),
    llmModel: readString(wire, 'llm_model'),
    llmTemperature: readNumber(wire, 'llm_temperature'),
    ttsProvider: readString(wire, 'tts_provider'),
    ttsModel: null,
    ttsVoice: readString(wire, 'tts_voice'),
    sttProvider: readString(wire, 'stt_provider'),
    sttModel: null,
    speaksFirst: readBoolean(wire, 'speak_first'),
    recordingEnabled: readBoolean(wire, 'recording_enabled'),
    createdAt: readInstant(wire, 'created_at'),
    updatedAt: readInstant(wire, 'updated_at'),
  },
});
