import { type Conversation, heardAfter, improvise } from '../conversation.ts';
import { support } from '../dialogue-scripts.ts';
import { fictionalNumber } from '../phone-numbers.ts';
import { createRandomFor, type Random } from '../random.ts';
import { formatTimestamp, later, spreadTimestamps, type Timestamp, timestampOf } from '../timestamps.ts';
import { assistants } from './assistants.ts';
import { documentedStory } from './documented-call.ts';
import { edgeCaseOf, scenarioOf } from './edge-cases.ts';
import { record, transcribe } from './transcripts-and-recordings.ts';
import type { BurkiStory, BurkiWireCall } from './wire.ts';

/** Omits a fraction of zero, as Python does. */
const format = (moment: Timestamp) =>
  formatTimestamp(moment, { digits: moment % 1_000_000 === 0 ? 0 : 6, zone: '' });
/** Sets the fraction of every seventh timestamp to zero. */
const roundSome = (moment: Timestamp) =>
  Math.floor(moment / 1_000_000) % 7 === 0 ? moment - (moment % 1_000_000) : moment;

const notStarted = {
  duration: null,
  started_at: null,
  ended_at: null,
  total_cost: null,
  llm_cost: null,
  tts_cost: null,
  stt_cost: null,
  telephony_cost: null,
  cost_currency: null,
} satisfies Partial<BurkiWireCall>;

/** Creates a call that has not started. */
export function identify(id: number, status: string, random: Random): BurkiWireCall {
  const assistant = random.pick(assistants);
  return {
    id,
    call_sid: `CA${random.word(32)}`,
    assistant_id: assistant.id,
    assistant_name: assistant.name,
    flow_name: random.pick(['Customer Support Flow', 'Booking Flow', null]),
    to_phone_number: fictionalNumber(random),
    customer_phone_number: fictionalNumber(random),
    status,
    call_meta: {},
    ...notStarted,
  };
}

/** Computes in ten-thousandths of a dollar, because the costs must add up exactly. */
function costsOf({ lines, seconds }: Conversation): Partial<BurkiWireCall> {
  const [llm, tts, stt] = [3 * lines.length, 5 * lines.length, Math.ceil(seconds / 2)];
  const telephony = 85 * Math.ceil(seconds / 60);
  return {
    total_cost: (llm + tts + stt + telephony) / 10_000,
    llm_cost: llm / 10_000,
    tts_cost: tts / 10_000,
    stt_cost: stt / 10_000,
    telephony_cost: telephony / 10_000,
    cost_currency: 'USD',
  };
}

function createStory(
  index: number,
  id: number,
  created: Timestamp,
  now: Timestamp,
  seed: number,
): BurkiStory {
  const random = createRandomFor(seed + 1, index);
  const { status, fate } = scenarioOf(index);
  const base = identify(id, status, random);
  const started = roundSome(created);
  const conversation = improvise(random, base.assistant_name ?? '', fate === 'ongoing' ? support : undefined);
  const startedCall = (story: Partial<BurkiWireCall>): BurkiWireCall => ({
    ...base,
    started_at: format(started),
    ...story,
  });
  if (fate === 'unstarted') return { call: base, transcripts: [], recordings: [] };
  if (fate === 'unanswered') {
    const call = startedCall({ ended_at: format(later(started, 25)), duration: 0, total_cost: 0 });
    return { call, transcripts: [], recordings: [] };
  }
  if (fate === 'ongoing') {
    const heard = heardAfter(conversation, (now - started) / 1_000_000);
    return { call: startedCall({}), transcripts: transcribe(heard, started, id, random), recordings: [] };
  }
  const duration = Math.round(conversation.seconds);
  const ended = later(started, conversation.seconds);
  const call = startedCall({ ended_at: format(ended), duration, ...costsOf(conversation) });
  return {
    call: { ...call, ...edgeCaseOf(index)(call) },
    transcripts: transcribe(conversation, started, id, random),
    recordings: record(id, ended, duration, random),
  };
}

/** Creates stories, newest first. The ids count down to 1001, and the documented call comes last. */
export function createStories(count: number, now: Date, seed: number): BurkiStory[] {
  const moments = spreadTimestamps(count - 1, now, seed);
  const stories = moments.map((created, index) =>
    createStory(index, 1000 + moments.length - index, created, timestampOf(now), seed),
  );
  return count < 1 ? [] : [...stories, documentedStory];
}
