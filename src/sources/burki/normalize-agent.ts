import type { VoiceAgent } from '../../domain/voice-agent.ts';
import {
  readBoolean,
  readChild,
  readInstant,
  readNumber,
  readString,
  type WireObject,
} from '../../upstream/wire-reader.ts';

/** Copies named fields only, because an assistant carries provider keys, prompts and webhook addresses. */
export function normalizeAgent(wire: WireObject, agentId: string): VoiceAgent {
  const llm = readChild(wire, 'llm_provider_config', wire.fields.llm_provider_config);
  const llmSettings = readChild(wire, 'llm_settings', wire.fields.llm_settings);
  const tts = readChild(wire, 'tts_settings', wire.fields.tts_settings);
  const stt = readChild(wire, 'stt_settings', wire.fields.stt_settings);
  const recording = readChild(wire, 'recording_settings', wire.fields.recording_settings);
  return {
    source: 'BURKI',
    agentId,
    name: readString(wire, 'name', wire.fields.name),
    settings: {
      description: readString(wire, 'description', wire.fields.description),
      language: stt && readString(stt, 'language', stt.fields.language),
      active: readBoolean(wire, 'is_active', wire.fields.is_active),
      llmProvider: readString(wire, 'llm_provider', wire.fields.llm_provider),
      llmModel: llm && readString(llm, 'model', llm.fields.model),
      llmTemperature: llmSettings && readNumber(llmSettings, 'temperature', llmSettings.fields.temperature),
      ttsProvider: tts && readString(tts, 'provider', tts.fields.provider),
      ttsModel: tts && readString(tts, 'model_id', tts.fields.model_id),
      ttsVoice: tts && readString(tts, 'voice_id', tts.fields.voice_id),
      sttProvider: stt && readString(stt, 'provider', stt.fields.provider),
      sttModel: stt && readString(stt, 'model', stt.fields.model),
      speaksFirst: null,
      recordingEnabled: recording && readBoolean(recording, 'enabled', recording.fields.enabled),
      createdAt: readInstant(wire, 'created_at', wire.fields.created_at),
      updatedAt: readInstant(wire, 'updated_at', wire.fields.updated_at),
    },
  };
}
