import type { VoiceAgent } from '../../domain/voice-agent.ts';
import { flag, number, text, time, type Wire } from '../../upstream/decode.ts';

/** Named fields only: `system_prompt` and whatever else comes along stays behind. */
export const normalizeAgent = (wire: Wire, agentId: string): VoiceAgent => ({
  source: 'BUTTER',
  agentId,
  name: text(wire, 'agent_name'),
  settings: {
    description: null,
    language: text(wire, 'language'),
    active: null,
    llmProvider: text(wire, 'llm_provider'),
    llmModel: text(wire, 'llm_model'),
    llmTemperature: number(wire, 'llm_temperature'),
    ttsProvider: text(wire, 'tts_provider'),
    ttsModel: null,
    ttsVoice: text(wire, 'tts_voice'),
    sttProvider: text(wire, 'stt_provider'),
    sttModel: null,
    speaksFirst: flag(wire, 'speak_first'),
    recordingEnabled: flag(wire, 'recording_enabled'),
    createdAt: time(wire, 'created_at'),
    updatedAt: time(wire, 'updated_at'),
  },
});
