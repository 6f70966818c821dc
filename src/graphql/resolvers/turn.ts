import { isLongList } from '../../async/map-in-slices.ts';
import { mapMaybePromise } from '../../async/promise-or-value.ts';
import { jsonOf } from '../../domain/call-source.ts';
import { parseEventKind } from '../../domain/enums.ts';
import type {
  TranscriptEntryResolvers,
  TurnEventResolvers,
  TurnResolvers,
} from '../generated/resolver-types.ts';
import type { EventOfCall } from './models.ts';
import { entryOf, eventOf, partAt, turnOf } from './parts-of-call.ts';

export const Turn: TurnResolvers = {
  events(turn, _, { loaders, countItems }) {
    const { call, index: turnIndex, events } = turn;
    countItems(events?.length ?? 0);
    const giveEvents = () => events?.map((event, index) => eventOf(turn, event, index)) ?? null;
    if (!isLongList(events)) return giveEvents();
    // A long list waits for the entries of its events, because a promise of each event would take longer.
    const matched = mapMaybePromise(loaders.ways(call), ways => ways.entriesOfEvents(turnIndex));
    return mapMaybePromise(matched, giveEvents);
  },
  transcript: ({ call, index }, _, { loaders, countItems }) =>
    mapMaybePromise(loaders.ways(call), ({ entriesOfTurn, entryAt }) => {
      const indexes = entriesOfTurn[index] ?? null;
      countItems(indexes?.length ?? 0);
      return indexes?.flatMap(entry => partAt(call, entry, entryAt, entryOf) ?? []) ?? null;
    }),
};

export const TurnEvent: TurnEventResolvers = {
  entry: ({ call, turnIndex, index }, _, { loaders }) =>
    mapMaybePromise(loaders.ways(call), ({ entriesOfEvents, entryAt }) =>
      mapMaybePromise(entriesOfEvents(turnIndex), places => partAt(call, places[index], entryAt, entryOf)),
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
    mapMaybePromise(loaders.ways(call), ({ turnOfEntry, turnAt }) =>
      partAt(call, turnOfEntry[index], turnAt, turnOf),
    ),
};
