import { mapMaybePromise } from '../../async/promise-or-value.ts';
import {
  type CallDetail,
  type Call as CallModel,
  idOfCall,
  isPreviewOf,
  orderTimeOf,
} from '../../domain/call.ts';
import { jsonOf } from '../../domain/call-source.ts';
import type { RequestContext } from '../context.ts';
import type { CallResolvers } from '../generated/resolver-types.ts';
import { checkedAfterIndex, checkedFirst } from './arguments.ts';
import { fromDetail } from './detail.ts';
import { entryOf, recordingOf, turnOf } from './parts-of-call.ts';

const agentConfig = detailField('agentConfig');

export const Call: CallResolvers = {
  id: idOfCall,
  isPreview: isPreviewOf,
  time: orderTimeOf,
  customerNumber: numberField('customerNumber'),
  agentNumber: numberField('agentNumber'),
  fromNumber: numberField('fromNumber'),
  toNumber: numberField('toNumber'),
  metadata: numberField('metadata'),
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
      countItems(turns?.length ?? 0);
      return turns?.map((turn, index) => turnOf(call, turn, index)) ?? null;
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
  recordings: (call, _, { loaders, countItems }) =>
    mapMaybePromise(loaders.recordings(call), recordings => {
      countItems(recordings?.length ?? 0);
      return recordings?.map((recording, index) => recordingOf(call, recording, index)) ?? null;
    }),
};

function detailField<K extends keyof CallDetail>(field: K) {
  return fromDetail(detail => detail[field]);
}

/** Resolver of a field that every call has but the rows of a masked index. */
function numberField<K extends 'customerNumber' | 'agentNumber' | 'fromNumber' | 'toNumber' | 'metadata'>(
  field: K,
) {
  return (call: CallModel, _: unknown, { loaders }: RequestContext) =>
    call.isMasked
      ? mapMaybePromise(loaders.numbered(call), numbered => numbered?.[field] ?? null)
      : call[field];
}
