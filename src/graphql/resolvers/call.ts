import { mapMaybePromise } from '../../async/promise-or-value.ts';
import { type CallDetail, type Call as CallModel, idOfCall } from '../../domain/call.ts';
import { jsonOf } from '../../domain/call-source.ts';
import type { TranscriptEntry } from '../../domain/transcript.ts';
import type { CallResolvers } from '../generated/resolver-types.ts';
import { checkedAfterIndex, checkedFirst } from './arguments.ts';
import { fromDetail } from './detail.ts';
import type { EntryOfCall } from './models.ts';
import { turnOf } from './turn.ts';

const agentConfig = detailField('agentConfig');

export const Call: CallResolvers = {
  id: idOfCall,
  transport: detailField('transport'),
  rawTransport: detailField('rawTransport'),
  traceId: detailField('traceId'),
  agentConfig,
  agentSettings: (call, args, context) =>
    mapMaybePromise(
      agentConfig(call, args, context),
      config => (config && jsonOf(call, context.sources)?.readAgentSettings(config)) ?? null,
    ),
  usage: detailField('usage'),
  interruptions: detailField('interruptions'),
  averageTurnDuration: detailField('averageTurnDuration'),
  errors: detailField('errors'),
  cost: call => call,
  turns: (call, _, { loaders, countItems }) =>
    mapMaybePromise(loaders.turns(call), turns => {
      countItems((turns ?? []).reduce((items, turn) => items + 1 + (turn.events?.length ?? 0), 0));
      return turns?.map(turn => turnOf(call, turn)) ?? null;
    }),
  transcript(call, { first, afterIndex }, { loaders, countItems }) {
    const max = checkedFirst(first, Infinity);
    const start = checkedAfterIndex(afterIndex) + 1;
    return mapMaybePromise(loaders.transcript(call), entries => {
      const selected = entries?.slice(start, start + max) ?? null;
      countItems(selected?.length ?? 0);
      return selected?.map((entry, at) => entryOf(call, entry, start + at)) ?? null;
    });
  },
  latency: (call, _, { loaders }) => loaders.latency(call),
  recordings: (call, _, { loaders }) => loaders.recordings(call),
};

/** Explicit fields instead of a spread (@v8 1). */
const entryOf = (call: CallModel, entry: TranscriptEntry, index: number): EntryOfCall => ({
  call,
  index,
  databaseId: entry.databaseId,
  speaker: entry.speaker,
  rawSpeaker: entry.rawSpeaker,
  text: entry.text,
  startOffset: entry.startOffset,
  endOffset: entry.endOffset,
  at: entry.at,
  confidence: entry.confidence,
  isFinal: entry.isFinal,
  turnNumber: entry.turnNumber,
  sttTimestamps: entry.sttTimestamps,
});

function detailField<K extends keyof CallDetail>(field: K) {
  return fromDetail(detail => detail[field]);
}
