import type { Call } from '../../domain/call.ts';
import { jsonOf } from '../../domain/call-source.ts';
import { parseEventKind } from '../../domain/enums.ts';
import type { TurnEvent as TurnEventModel, Turn as TurnModel } from '../../domain/transcript.ts';
import type { TurnEventResolvers, TurnResolvers } from '../generated/resolver-types.ts';
import type { EventOfCall, TurnOfCall } from './models.ts';

export const Turn: TurnResolvers = {
  events: ({ call, events }) => events?.map(event => eventOf(call, event)) ?? null,
};

export const TurnEvent: TurnEventResolvers = {
  kind: ({ type }) => parseEventKind(type),
  llm: ({ call, metadata }, _, { sources }) =>
    (metadata && jsonOf(call, sources)?.readEventLlm(metadata)) ?? null,
  tts: metadataPart('tts'),
  stt: metadataPart('stt'),
  tool: metadataPart('tool'),
};

function metadataPart(name: 'tts' | 'stt' | 'tool') {
  return ({ metadata }: EventOfCall): unknown => metadata?.[name] ?? null;
}

/** Explicit fields instead of a spread (@v8 1). */
export const turnOf = (call: Call, turn: TurnModel): TurnOfCall => ({
  call,
  number: turn.number,
  startOffset: turn.startOffset,
  endOffset: turn.endOffset,
  duration: turn.duration,
  derived: turn.derived,
  events: turn.events,
});

const eventOf = (call: Call, event: TurnEventModel): EventOfCall => ({
  call,
  type: event.type,
  text: event.text,
  offset: event.offset,
  metadata: event.metadata,
});
