import { scripts } from '../dialogue-scripts.ts';
import { fictionalNumber } from '../phone-numbers.ts';
import { formatTimestamp, parseTimestamp, type TimestampFormat } from '../timestamps.ts';
import { agents, deletedAgent } from './agents.ts';
import type { Casting, EdgeCase, Scenario } from './casting.ts';

const reformat = (time: string | null | undefined, spelling: TimestampFormat) => {
  const moment = parseTimestamp(time ?? '');
  return moment === null ? time : formatTimestamp(moment, spelling);
};

const reformatted =
  (spelling: TimestampFormat): EdgeCase =>
  call => ({
    created_at: reformat(call.created_at, spelling),
    start_time: reformat(call.start_time, spelling),
    end_time: reformat(call.end_time, spelling),
    updated_at: reformat(call.updated_at, spelling),
  });

const costs =
  (gap: number): EdgeCase =>
  ({ total_cost }) => ({
    total_cost: Math.round(((total_cost ?? 0) + gap) * 100) / 100,
  });

const stillOpen = { end_time: null, duration_seconds: null, recording_url: null, end_reason: null };
const failures = [{ kind: 'tts_timeout', at: 12.5, retried: true }, 'carrier said 480'];

/** Deviations from the documented call, each of one finished call. */
export const edgeCases: readonly [EdgeCase, ...EdgeCase[]] = [
  () => ({ status: 'Completed' }),
  () => ({ status: 'COMPLETED' }),
  () => ({ status: 'voicemail_detected' }),
  () => ({ ...stillOpen, status: 'in_progress' }),
  () => ({ call_type: undefined }),
  () => ({ call_type: null, transport: null }),
  () => ({ call_type: 'callback', transport: 'teams' }),
  () => ({ call_type: 'Outbound', from_number: '', agent_name: '' }),
  ({ to_number }) => ({ call_type: 'preview', to_number, from_number: '', transport: 'webrtc' }),
  () => ({ recording_enabled: false, recording_url: undefined }),
  ({ call_sid }) => ({ recording_url: `https://recordings.example.com/${call_sid}.wav?expires=600` }),
  () => ({ recording_url: '' }),
  costs(1.35),
  costs(-0.4),
  ({ cost_breakdown }) => ({ cost_breakdown: { ...cost_breakdown, telephony: undefined, stt: null } }),
  () => ({ cost_breakdown: null, usage: undefined }),
  () => ({ cost_breakdown: undefined, total_cost: null, usage: null }),
  () => ({ errors: { error_count: 2, has_fatal_errors: false, errors: failures } }),
  () => ({
    status: 'failed',
    errors: { error_count: 1, has_fatal_errors: true, errors: failures.slice(0, 1) },
  }),
  ({ turns }) => ({
    turns: turns?.map(turn => ({ ...turn, events: [{ type: 'vad_probe' }, ...(turn.events ?? [])] })),
  }),
  ({ transcript }) => ({
    transcript: transcript?.map((entry, index) =>
      index === 0 ? { ...entry, speaker: 'supervisor' } : entry,
    ),
  }),
  ({ turn_count }) => ({ turn_count: (turn_count ?? 0) + 2 }),
  () => deletedAgent,
  ({ duration_seconds }) => ({ duration_seconds: (duration_seconds ?? 0) + 3.25 }),
  reformatted({ digits: 6, zone: '+02:00' }),
  reformatted({ zone: '-05:00' }),
  reformatted({ digits: 6, zone: '' }),
  reformatted({ zone: '' }),
  () => ({ agent_config: undefined, summary: undefined, errors: undefined, trace_id: undefined }),
  () => ({ agent_config: null, summary: null, errors: null, client_id: '', end_reason: '' }),
  () => ({ turns: null, transcript: undefined }),
];

const unanswered = ['busy', 'no-answer', 'failed', 'canceled', 'no_answer', 'busy', 'No-Answer'] as const;

/** Scenarios of the newest calls, which are not over yet. */
const live: readonly Scenario[] = [
  { status: 'ringing', fate: 'waiting' },
  { status: 'in-progress', fate: 'talking' },
  { status: 'in_progress', fate: 'talking' },
  { status: 'calling', fate: 'waiting' },
  { status: 'queued', fate: 'waiting' },
  { status: 'initiated', fate: 'waiting' },
];

const cycle = 50;
const edgeCaseIndex = (index: number) => (index % cycle) - live.length;

/** Samples: each edge case occurs once in fifty calls; the other calls are ordinary or unanswered. */
export const samples: Casting = {
  scripts,
  scenario(index) {
    const status = unanswered[edgeCaseIndex(index) - edgeCases.length];
    return (
      live[index] ?? (status ? { status, fate: 'unanswered' } : { status: 'completed', fate: 'finished' })
    );
  },
  agent: random => random.pick(agents),
  numbers: (_, random) => [fictionalNumber(random), fictionalNumber(random)],
  edgeCase: index => edgeCases[edgeCaseIndex(index)] ?? null,
};
