import { mapMaybePromise } from '../../async/promise-or-value.ts';
import { jsonOf } from '../../domain/call-source.ts';
import { parseEventKind } from '../../domain/enums.ts';
import type {
  TranscriptEntryResolvers,
  TurnEventResolvers,
  TurnResolvers,
} from '../generated/resolver-types.ts';
import type { EventOfCall } from './models.ts';
import { entryAt, eventOf, turnAt } from './parts-of-call.ts';

export const Turn: TurnResolvers = {
  events(turn, _, { countInnerItems }) {
    countInnerItems(turn.events?.length ?? 0);
    return turn.events?.map((event, index) => eventOf(turn, event, index)) ?? null;
  },
  transcript: ({ call, index }, _, { loaders, countInnerItems }) =>
    mapMaybePromise(loaders.ways(call), ({ entriesOfTurn, entries }) => {
      const indexes = entriesOfTurn[index] ?? null;
      countInnerItems(indexes?.length ?? 0);
      return indexes?.flatMap(entry => entryAt(call, entries, entry) ?? []) ?? null;
    }),
};

export const TurnEvent: TurnEventResolvers = {
  entry: ({ call, turnIndex, index }, _, { loaders }) =>
    mapMaybePromise(loaders.ways(call), ({ entriesOfEvents, entries }) =>
      mapMaybePromise(entriesOfEvents(turnIndex), indexes => entryAt(call, entries, indexes[index])),
    ),
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

export const TranscriptEntry: TranscriptEntryResolvers = {
  turn: ({ call, index }, _, { loaders }) =>
    mapMaybePromise(loaders.ways(call), ({ turnOfEntry, turns }) => turnAt(call, turns, turnOfEntry[index])),
};
