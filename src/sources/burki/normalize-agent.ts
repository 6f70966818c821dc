import type { VoiceAgent } from '../../domain/voice-agent.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import { readBoolean, readChild, readInstant, readNumber, readString } from '../../upstream/wire-reader.ts';
import type { BurkiAgentWire } from './wire.ts';

/** Copies named fields only, because an assistant carries provider keys, prompts and webhook addresses. */
export function normalizeAgent(wire: WireObject<BurkiAgentWire>, agentId: string): VoiceAgent {
  const llm = readChild(wire, 'llm_provider_config');
  const llmSettings = readChild(wire, 'llm_settings');
  const tts = readChild(wire, 'tts_settings');
  const stt = readChild(wire, 'stt_settings');
  const recording = readChild(wire, 'recording_settings');
  return {
    source: 'BURKI',
    agentId,
    name: readString(wire, 'name'),
    settings: {
      description: readString(wire, 'description'),
      language: stt && readString(stt, 'language'),
      active: readBoolean(wire, 'is_active'),
      llmProvider: readString(wire, 'llm_provider'),
      llmModel: llm && readString(llm, 'model'),
      llmTemperature: llmSettings && readNumber(llmSettings, 'temperature'),
      ttsProvider: tts && readString(tts, 'provider'),
      ttsModel: tts && readString(tts, 'model_id'),
      ttsVoice: tts && readString(tts, 'voice_id'),
      sttProvider: stt && readString(stt, 'provider'),
      sttModel: stt && readString(stt, 'model'),
      speaksFirst: null,
      recordingEnabled: recording && readBoolean(recording, 'enabled'),
      createdAt: readInstant(wire, 'created_at'),
      updatedAt: readInstant(wire, 'updated_at'),
    },
  };
}
