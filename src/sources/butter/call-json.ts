import type { CallJson } from '../../domain/call-source.ts';
import { facet } from '../../domain/facet.ts';
import type { TurnEventLlm } from '../../domain/transcript.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import { readChild, readInt, readNumber } from '../../upstream/wire-reader.ts';
import { readAgentSettings } from './agent-settings.ts';
import type { ButterEventMetadataWire } from './wire.ts';

export const butterJson: CallJson = {
  readEventLlm: metadata => readEventLlm(cachedWire(metadata)),
  readAgentSettings: agentConfig => readAgentSettings(cachedWire(agentConfig)),
};

/** JSON of a cached call, read without drift, because drift counts once, when the response arrives. */
const cachedWire = <T>(fields: WireObject<T>['fields']): WireObject<T> => ({
  fields,
  drift: ignoreDrift,
  maxInstant: '',
});

const ignoreDrift = (): void => {};

export function readEventLlm(metadata: WireObject<ButterEventMetadataWire>): TurnEventLlm | null {
  const llm = readChild(metadata, 'llm');
  return (
    llm && facet({ totalTokens: readInt(llm, 'total_tokens'), timeToFirstByte: readNumber(llm, 'ttfb') })
  );
}
