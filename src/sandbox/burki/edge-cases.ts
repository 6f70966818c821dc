import { scripts } from '../dialogue-scripts.ts';
import { fictionalNumber, nationalSpelling } from '../phone-numbers.ts';
import { formatTimestamp, parseTimestamp } from '../timestamps.ts';
import { assistants, deletedAssistant } from './assistants.ts';
import type { Casting, EdgeCase, Scenario } from './casting.ts';

const reformat = (time: string | null | undefined) => {
  const moment = parseTimestamp(time ?? '');
  return moment === null ? time : formatTimestamp(moment, { digits: 6 });
};

const noCosts = { total_cost: null, llm_cost: null, tts_cost: null, stt_cost: null, telephony_cost: null };
const customers = {
  customer_id: 'cust_42',
  tags: ['vip', 'renewal'],
  score: 0.75,
  nested: { crm: { stage: 3 } },
};

/** Deviations from the documented call, each of one finished call. */
export const edgeCases: readonly [EdgeCase, ...EdgeCase[]] = [
  ({ id }) => ({ call_sid: `v3:fake-${id}-call-control`, call_meta: { outbound: true } }),
  ({ id }) => ({ call_sid: `browser_call_${id}`, customer_phone_number: '', to_phone_number: '' }),
  ({ id }) => ({ call_sid: `sms_${id}`, status: 'active', ended_at: null, duration: null }),
  ({ customer_phone_number: number }) => ({ customer_phone_number: nationalSpelling(number) }),
  ({ customer_phone_number: number }) => ({ customer_phone_number: number.slice(1) }),
  () => ({ call_meta: { outbound: true, ...customers } }),
  () => ({ call_meta: customers }),
  () => ({ call_meta: null, flow_name: undefined }),
  () => ({ call_meta: undefined, flow_name: null, assistant_name: null }),
  ({ total_cost }) => ({ total_cost: Math.round(((total_cost ?? 0) + 0.013) * 10_000) / 10_000 }),
  ({ total_cost }) => ({ total_cost: Math.round(((total_cost ?? 0) - 0.004) * 10_000) / 10_000 }),
  () => ({ llm_cost: undefined, stt_cost: null }),
  () => ({ total_cost: null }),
  () => ({ ...noCosts, cost_currency: null }),
  () => ({ cost_currency: 'EUR' }),
  () => ({ cost_currency: 'usd' }),
  () => ({ cost_currency: null }),
  () => ({ cost_currency: undefined }),
  () => deletedAssistant,
  ({ started_at, ended_at }) => ({ started_at: reformat(started_at), ended_at: reformat(ended_at) }),
  ({ duration }) => ({ duration: (duration ?? 0) + 4 }),
  () => ({ status: 'in-progress', ended_at: null, duration: null, ...noCosts }),
  () => ({ status: 'transferred' }),
  () => ({ assistant_name: '' }),
  ({ started_at }) => ({ duration: 0, ended_at: started_at }),
];

/** Scenarios by index: the newest calls are not over yet, and a few old ones never started. */
const scenarios: Readonly<Record<number, Scenario>> = {
  0: { status: 'ringing', fate: 'unstarted' },
  1: { status: 'ongoing', fate: 'ongoing' },
  2: { status: 'in-progress', fate: 'ongoing' },
  3: { status: 'queued', fate: 'unstarted' },
  4: { status: 'initiated', fate: 'unstarted' },
  5: { status: 'ongoing', fate: 'ongoing' },
  90: { status: 'queued', fate: 'unstarted' },
  140: { status: 'initiated', fate: 'unstarted' },
  190: { status: 'ringing', fate: 'unstarted' },
};

const cycle = 50;
const firstEdgeCase = 6;

/** Samples: each edge case occurs once in fifty calls; every third of the other calls failed. */
export const samples: Casting = {
  scripts,
  scenario(index) {
    const failed = index % cycle >= firstEdgeCase + edgeCases.length && index % 3 === 0;
    return (
      scenarios[index] ??
      (failed ? { status: 'failed', fate: 'unanswered' } : { status: 'completed', fate: 'finished' })
    );
  },
  assistant: random => random.pick(assistants),
  flow: random => random.pick(['Customer Support Flow', 'Booking Flow', null]),
  numbers: (_, random) => [fictionalNumber(random), fictionalNumber(random)],
  metadata: () => ({}),
  edgeCase: index => (scenarios[index] ? null : (edgeCases[(index % cycle) - firstEdgeCase] ?? null)),
};
