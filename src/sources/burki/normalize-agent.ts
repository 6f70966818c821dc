import { facet } from '../../domain/facet.ts';
import type { VoiceAgent, VoiceAgentSettings } from '../../domain/voice-agent.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import { readBoolean, readChild, readInstant, readNumber, readString } from '../../upstream/wire-reader.ts';
import type { BurkiAgentWire } from './wire.ts';

/** Copies named fields only, because an assistant carries provider keys, prompts and webhook addresses. */
export function normalizeAgent(wire: WireObject<BurkiAgentWire>, agentId: string): VoiceAgent {
  const settings = settingsOf(wire);
  const recording = readChild(wire, 'recording_settings');
  return {
    source: 'BURKI',
    agentId,
    name: readString(wire, 'name'),
    profile: {
      description: readString(wire, 'description'),
      language: settings?.stt?.language ?? null,
      active: readBoolean(wire, 'is_active'),
      settings,
      recordingEnabled: recording && readBoolean(recording, 'enabled'),
      createdAt: readInstant(wire, 'created_at'),
      updatedAt: readInstant(wire, 'updated_at'),
    },
  };
}

function settingsOf(wire: WireObject<BurkiAgentWire>): VoiceAgentSettings | null {
  const llm = readChild(wire, 'llm_provider_config');
  const llmSettings = readChild(wire, 'llm_settings');
  const tts = readChild(wire, 'tts_settings');
  const stt = readChild(wire, 'stt_settings');
  return facet({
    llm: facet({
      provider: readString(wire, 'llm_provider'),
      model: llm && readString(llm, 'model'),
      temperature: llmSettings && readNumber(llmSettings, 'temperature'),
    }),
    tts: facet({
      provider: tts && readString(tts, 'provider'),
      model: tts && readString(tts, 'model_id'),
      voice: tts && readString(tts, 'voice_id'),
    }),
    stt: facet({
      provider: stt && readString(stt, 'provider'),
      model: stt && readString(stt, 'model'),
      language: stt && readString(stt, 'language'),
    }),
    speaksFirst: null,
  });
}
