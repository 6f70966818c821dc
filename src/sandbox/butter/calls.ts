import { type Conversation, heardAfter, improvise, turnCount } from '../conversation.ts';
import { support } from '../dialogue-scripts.ts';
import { fictionalNumber } from '../phone-numbers.ts';
import { createRandomFor, type Random } from '../random.ts';
import {
  formatTimestamp,
  later,
  parseTimestamp,
  spreadTimestamps,
  type Timestamp,
  timestampOf,
} from '../timestamps.ts';
import { agents } from './agents.ts';
import { costAndUsageOf } from './cost-and-usage.ts';
import { documentedCall } from './documented-call.ts';
import { type CallScenario, edgeCaseOf, scenarioOf } from './edge-cases.ts';
import { transcriptOf, turnsOf } from './turns.ts';
import type { ButterWireCall } from './wire.ts';

interface Draft {
  readonly created: Timestamp;
  readonly started: Timestamp;
  readonly conversation: Conversation;
  readonly sid: string;
  readonly random: Random;
}

const format = (moment: Timestamp) => formatTimestamp(moment, { digits: 3 });

/** The customer is `to` on an outbound call and `from` on an inbound one; a preview has none. */
function drawParties(random: Random, fate: CallScenario): Partial<ButterWireCall> {
  const [agent, customer] = [fictionalNumber(random), fictionalNumber(random)];
  const drawn = random.pick(['outbound', 'inbound', 'outbound', 'inbound', 'outbound', 'preview']);
  const call_type = fate === 'finished' ? drawn : 'outbound';
  if (call_type === 'preview') return { call_type, to_number: agent, from_number: null, transport: 'webrtc' };
  const [to_number, from_number] = call_type === 'outbound' ? [customer, agent] : [agent, customer];
  return { call_type, to_number, from_number, transport: random.pick(['twilio', 'twilio', 'sip']) };
}

function createIdentity(sid: string, created: Timestamp, fate: CallScenario, random: Random): ButterWireCall {
  const {
    agent_id,
    agent_name,
    llm_model,
    llm_provider,
    llm_temperature,
    tts_provider,
    stt_provider,
    speak_first,
  } = random.pick(agents);
  return {
    call_sid: sid,
    trace_id: `trace_${random.word(8)}`,
    to_number: '',
    agent_id,
    agent_name,
    agent_config: { llm_model, llm_provider, llm_temperature, tts_provider, stt_provider, speak_first },
    client_id: 'org_123',
    ...drawParties(random, fate),
    recording_enabled: true,
    created_at: format(created),
  };
}

const unanswered = ({ created }: Draft, status: string): Partial<ButterWireCall> => ({
  recording_enabled: false,
  duration_seconds: 0,
  turn_count: 0,
  total_cost: 0,
  errors: { error_count: 0, has_fatal_errors: false, errors: [] },
  turns: [],
  transcript: [],
  end_time: format(later(created, 30)),
  updated_at: format(later(created, 31)),
  end_reason: status,
  billing_status: 'not_billed',
});

const talking = ({ conversation, started }: Draft): Partial<ButterWireCall> => ({
  start_time: format(started),
  turn_count: turnCount(conversation),
  turns: turnsOf(conversation),
  transcript: transcriptOf(conversation, started),
  updated_at: format(started),
  billing_status: 'pending',
});

function finished(draft: Draft): Partial<ButterWireCall> {
  const { conversation, started, sid, random } = draft;
  const ended = later(started, conversation.seconds);
  return {
    ...talking(draft),
    ...costAndUsageOf(conversation, random.integer(0, 3)),
    recording_url: `s3://bucket/recordings/${sid}.wav`,
    duration_seconds: conversation.seconds,
    errors: { error_count: 0, has_fatal_errors: false, errors: [] },
    end_time: format(ended),
    updated_at: format(later(ended, 2)),
    end_reason: conversation.endReason,
    billing_status: 'billed',
  };
}

function createCall(index: number, created: Timestamp, now: Timestamp, seed: number): ButterWireCall {
  const random = createRandomFor(seed, index);
  const sid = `call_${random.word(12)}`;
  const { status, fate } = scenarioOf(index);
  const identity = createIdentity(sid, created, fate, random);
  const started = later(created, 2 + (Math.floor(created / 1000) % 9000) / 1000);
  const fullConversation = improvise(
    random,
    identity.agent_name ?? '',
    fate === 'talking' ? support : undefined,
  );
  const conversation =
    fate === 'talking' ? heardAfter(fullConversation, (now - started) / 1_000_000) : fullConversation;
  const draft: Draft = { created, started, conversation, sid, random };
  const fields = {
    waiting: () => ({ updated_at: format(created) }),
    talking: () => talking(draft),
    unanswered: () => unanswered(draft, status),
    finished: () => finished(draft),
  }[fate]();
  const call = { ...identity, status, ...fields };
  return { ...call, ...edgeCaseOf(index)(call) };
}

const createdAt = (call: ButterWireCall) => parseTimestamp(call.created_at ?? '') ?? 0;

/** Swaps every fortieth call with the next, because Butter does not guarantee the order of its list. */
function swapSome<Call>(calls: readonly Call[]): Call[] {
  return calls.map((call, index) => {
    if (index % 40 === 20) return calls[index + 1] ?? call;
    return index % 40 === 21 ? (calls[index - 1] ?? call) : call;
  });
}

/** Creates calls, newest first except for swapped pairs; the documented call is sorted by its time. */
export function createCalls(count: number, now: Date, seed: number): ButterWireCall[] {
  const calls = spreadTimestamps(count - 1, now, seed).map((created, index) =>
    createCall(index, created, timestampOf(now), seed),
  );
  const documentedIndex = calls.findIndex(call => createdAt(call) < createdAt(documentedCall));
  const ordered = swapSome(calls);
  return count < 1
    ? []
    : ordered.toSpliced(documentedIndex < 0 ? ordered.length : documentedIndex, 0, documentedCall);
}
