import { turnCount } from '../conversation.ts';
import { formatTimestamp, later, type Timestamp } from '../timestamps.ts';
import type { Standing } from './calls.ts';
import type { Scenario } from './casting.ts';
import { costOf, usageOf } from './cost-and-usage.ts';
import { transcriptOf, turnsOf } from './turns.ts';
import type { ButterWireCall } from './wire.ts';

type Fields = (call: Standing) => Partial<ButterWireCall>;
type FieldsByFate = Readonly<Record<Scenario['fate'], Fields>>;

const format = (moment: Timestamp) => formatTimestamp(moment, { digits: 3 });

/** Fields of the list. */
export const rowFields: FieldsByFate = {
  waiting: ({ touched }) => ({ updated_at: format(touched) }),
  talking: ({ conversation, started, touched }) => ({
    start_time: format(started),
    turn_count: turnCount(conversation),
    updated_at: format(touched),
    billing_status: 'pending',
  }),
  unanswered: ({ created, scenario }) => ({
    recording_enabled: false,
    duration_seconds: 0,
    turn_count: 0,
    total_cost: 0,
    end_time: format(later(created, 30)),
    updated_at: format(later(created, 31)),
    end_reason: scenario.status,
    billing_status: 'not_billed',
  }),
  finished({ conversation, started }) {
    const ended = later(started, conversation.seconds);
    return {
      start_time: format(started),
      turn_count: turnCount(conversation),
      updated_at: format(later(ended, 2)),
      billing_status: 'billed',
      total_cost: costOf(conversation).total_cost,
      duration_seconds: conversation.seconds,
      end_time: format(ended),
      end_reason: conversation.endReason,
    };
  },
};

const noErrors = () => ({ errors: { error_count: 0, has_fatal_errors: false, errors: [] } });

const saidIn: Fields = ({ conversation, started }) => ({
  turns: turnsOf(conversation),
  transcript: transcriptOf(conversation, started),
});

/** Fields that the detail has besides. */
export const detailFields: FieldsByFate = {
  waiting: () => ({}),
  talking: saidIn,
  unanswered: () => ({ ...noErrors(), turns: [], transcript: [] }),
  finished: call => ({
    ...noErrors(),
    ...saidIn(call),
    cost_breakdown: costOf(call.conversation).cost_breakdown,
    ...usageOf(call.conversation, call.interruptions),
    recording_url: `s3://bucket/recordings/${call.sid}.wav`,
  }),
};
