import type { VoiceAgent } from '../../domain/voice-agent.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import { readBoolean, readInstant, readString } from '../../upstream/wire-reader.ts';
import { readAgentSettings } from './agent-settings.ts';
import type { ButterAgentWire } from './wire.ts';

/** Copies named fields only, so that `system_prompt` and unknown fields never leave the source. */
export function normalizeAgent(wire: WireObject<ButterAgentWire>, agentId: string): VoiceAgent {
  const settings = readAgentSettings(wire);
  return {
    source: 'BUTTER',
    agentId,
    name: readString(wire, 'agent_name'),
    profile: {
      description: null,
      language: settings?.stt?.language ?? null,
      active: null,
      settings,
      recordingEnabled: readBoolean(wire, 'recording_enabled'),
      createdAt: readInstant(wire, 'created_at'),
      updatedAt: readInstant(wire, 'updated_at'),
    },
  };
}
