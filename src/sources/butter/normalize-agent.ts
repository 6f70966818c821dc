import type { VoiceAgent } from '../../domain/voice-agent.ts';
import { flag, number, text, time, type Wire } from '../../upstream/wire-reader.ts';

/** Named fields only: `system_prompt` and whatever else comes along stays behind. */
export const normalizeAgent = (wire: Wire, agentId: string): VoiceAgent => ({
  source: 'BUTTER',
  agentId,
  name: text(wire, 'agent_name', wire.fields.agent_name),
  settings: {
    description: null,
    language: text(wire, 'language', wire.fields.language),
    active: null,
    llmProvider: text(wire, 'llm_provider', wire.fields.llm_provider),
    llmModel: text(wire, 'llm_model', wire.fields.llm_model),
    llmTemperature: number(wire, 'llm_temperature', wire.fields.llm_temperature),
    ttsProvider: text(wire, 'tts_provider', wire.fields.tts_provider),
    ttsModel: null,
    ttsVoice: text(wire, 'tts_voice', wire.fields.tts_voice),
    sttProvider: text(wire, 'stt_provider', wire.fields.stt_provider),
    sttModel: null,
    speaksFirst: flag(wire, 'speak_first', wire.fields.speak_first),
    recordingEnabled: flag(wire, 'recording_enabled', wire.fields.recording_enabled),
    createdAt: time(wire, 'created_at', wire.fields.created_at),
    updatedAt: time(wire, 'updated_at', wire.fields.updated_at),
  },
});
