import { facet } from '../../domain/facet.ts';
import type { VoiceAgentSettings } from '../../domain/voice-agent.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import { readBoolean, readNumber, readString } from '../../upstream/wire-reader.ts';
import type { ButterAgentSettingsWire } from './wire.ts';

/** Reads the settings of an agent as it is now, and those of a call, because Butter gives both the same names. */
export const readAgentSettings = (wire: WireObject<ButterAgentSettingsWire>): VoiceAgentSettings | null =>
  facet({
    llm: facet({
      provider: readString(wire, 'llm_provider'),
      model: readString(wire, 'llm_model'),
      temperature: readNumber(wire, 'llm_temperature'),
    }),
    tts: facet({
      provider: readString(wire, 'tts_provider'),
      model: null,
      voice: readString(wire, 'tts_voice'),
    }),
    stt: facet({
      provider: readString(wire, 'stt_provider'),
      model: null,
      language: readString(wire, 'language'),
    }),
    speaksFirst: readBoolean(wire, 'speak_first'),
  });
