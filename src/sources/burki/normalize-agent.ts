import type { VoiceAgent } from '../../domain/voice-agent.ts';
import { child, flag, number, text, time, type Wire } from '../../upstream/decode.ts';

/** Named fields only: an assistant carries provider keys, prompts and webhook addresses, which stay behind. */
export function normalizeAgent(wire: Wire, agentId: string): VoiceAgent {
  const llm = child(wire, 'llm_provider_config');
  const llmSettings = child(wire, 'llm_settings');
  const tts = child(wire, 'tts_settings');
  const stt = child(wire, 'stt_settings');
  const recording = child(wire, 'recording_settings');
  return {
    source: 'BURKI',
    agentId,
    name: text(wire, 'name'),
    settings: {
      description: text(wire, 'description'),
      language: stt && text(stt, 'language'),
      active: flag(wire, 'is_active'),
      llmProvider: text(wire, 'llm_provider'),
      llmModel: llm && text(llm, 'model'),
      llmTemperature: llmSettings && number(llmSettings, 'temperature'),
      ttsProvider: tts && text(tts, 'provider'),
      ttsModel: tts && text(tts, 'model_id'),
      ttsVoice: tts && text(tts, 'voice_id'),
      sttProvider: stt && text(stt, 'provider'),
      sttModel: stt && text(stt, 'model'),
      speaksFirst: null,
      recordingEnabled: recording && flag(recording, 'enabled'),
      createdAt: time(wire, 'created_at'),
      updatedAt: time(wire, 'updated_at'),
    },
  };
}
