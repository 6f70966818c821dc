import type { VoiceAgent } from '../../domain/voice-agent.ts';
import { child, flag, number, text, time, type Wire } from '../../upstream/wire-reader.ts';

/** Named fields only: an assistant carries provider keys, prompts and webhook addresses, which stay behind. */
export function normalizeAgent(wire: Wire, agentId: string): VoiceAgent {
  const llm = child(wire, 'llm_provider_config', wire.fields.llm_provider_config);
  const llmSettings = child(wire, 'llm_settings', wire.fields.llm_settings);
  const tts = child(wire, 'tts_settings', wire.fields.tts_settings);
  const stt = child(wire, 'stt_settings', wire.fields.stt_settings);
  const recording = child(wire, 'recording_settings', wire.fields.recording_settings);
  return {
    source: 'BURKI',
    agentId,
    name: text(wire, 'name', wire.fields.name),
    settings: {
      description: text(wire, 'description', wire.fields.description),
      language: stt && text(stt, 'language', stt.fields.language),
      active: flag(wire, 'is_active', wire.fields.is_active),
      llmProvider: text(wire, 'llm_provider', wire.fields.llm_provider),
      llmModel: llm && text(llm, 'model', llm.fields.model),
      llmTemperature: llmSettings && number(llmSettings, 'temperature', llmSettings.fields.temperature),
      ttsProvider: tts && text(tts, 'provider', tts.fields.provider),
      ttsModel: tts && text(tts, 'model_id', tts.fields.model_id),
      ttsVoice: tts && text(tts, 'voice_id', tts.fields.voice_id),
      sttProvider: stt && text(stt, 'provider', stt.fields.provider),
      sttModel: stt && text(stt, 'model', stt.fields.model),
      speaksFirst: null,
      recordingEnabled: recording && flag(recording, 'enabled', recording.fields.enabled),
      createdAt: time(wire, 'created_at', wire.fields.created_at),
      updatedAt: time(wire, 'updated_at', wire.fields.updated_at),
    },
  };
}
