import type { CallJson } from '../../domain/call-source.ts';
import { facet } from '../../domain/facet.ts';
import type { TurnEventLlm } from '../../domain/transcript.ts';
import type { WireContext, WireObject } from '../../upstream/wire-object.ts';
import { readChild, readInt, readNumber } from '../../upstream/wire-reader.ts';
import { readAgentSettings } from './agent-settings.ts';
import type { ButterEventMetadataWire } from './wire.ts';

/** Context without drift, because drift counts once, when the response arrives. */
const cached: WireContext = { drift: () => {}, maxInstant: '' };

export const butterJson: CallJson = {
  readEventLlm: metadata => readEventLlm({ ...cached, fields: metadata }),
  readAgentSettings: agentConfig => readAgentSettings({ ...cached, fields: agentConfig }),
};

export function readEventLlm(metadata: WireObject<ButterEventMetadataWire>): TurnEventLlm | null {
  const llm = readChild(metadata, 'llm');
  return (
    llm && facet({ totalTokens: readInt(llm, 'total_tokens'), timeToFirstByte: readNumber(llm, 'ttfb') })
  );
}
