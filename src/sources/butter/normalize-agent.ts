import type { VoiceAgent } from '../../domain/voice-agent.ts';
import {
  readBoolean,
  readInstant,
  readNumber,
  readString,
  type WireObject,
} from '../../upstream/wire-reader.ts';

/** Copies named fields only, so that `system_prompt` and unknown fields never leave the source. */
export const normalizeAgent = (wire: WireObject, agentId: string): VoiceAgent => ({
  source: 'BUTTER',
  agentId,
  name: readString(wire, 'agent_name', wire.fields.agent_name),
  settings: {
    description: null,
    language: readString(wire, 'language', wire.fields.language),
    active: null,
    llmProvider: readString(wire, 'llm_provider', wire.fields.llm_provider),
    llmModel: readString(wire, 'llm_model', wire.fields.llm_model),
    llmTemperature: readNumber(wire, 'llm_temperature', wire.fields.llm_temperature),
    ttsProvider: readString(wire, 'tts_provider', wire.fields.tts_provider),
    ttsModel: null,
    ttsVoice: readString(wire, 'tts_voice', wire.fields.tts_voice),
    sttProvider: readString(wire, 'stt_provider', wire.fields.stt_provider),
    sttModel: null,
    speaksFirst: readBoolean(wire, 'speak_first', wire.fields.speak_first),
    recordingEnabled: readBoolean(wire, 'recording_enabled', wire.fields.recording_enabled),
    createdAt: readInstant(wire, 'created_at', wire.fields.created_at),
    updatedAt: readInstant(wire, 'updated_at', wire.fields.updated_at),
  },
});
