import { type Conversation, chooseScript, heardAfter, improvise } from '../conversation.ts';
import { support } from '../dialogue-scripts.ts';
import { type Course, nextPhaseAfter, type Phase, phaseAt } from '../phases.ts';
import { createRandomFor, type Random } from '../random.ts';
import { formatTimestamp, later, second, type Timestamp } from '../timestamps.ts';
import type { Casting, EdgeCase, Scenario } from './casting.ts';
import { record, transcribe } from './transcripts-and-recordings.ts';
import type { BurkiWireCall, BurkiWireRecording, BurkiWireTranscript } from './wire.ts';

/** Everything that a generated call follows from. */
export interface Plan {
  readonly casting: Casting;
  readonly seed: number;
  readonly index: number;
  readonly id: number;
  readonly created: Timestamp;
  /** Time as of which a call in progress stays as it is; null if it goes on until its end. */
  readonly frozenAt: Timestamp | null;
}

/** What was said and recorded. */
export interface Telling {
  readonly transcripts: readonly BurkiWireTranscript[];
  readonly recordings: readonly BurkiWireRecording[];
}

export const untold: Telling = { transcripts: [], recordings: [] };

export interface BurkiStory {
  readonly call: BurkiWireCall;
  /** Time of the next change; null if there is none. */
  readonly changesAt: Timestamp | null;
  tell(): Telling;
}

/** Omits a fraction of zero, as Python does. */
const format = (moment: Timestamp) =>
  formatTimestamp(moment, { digits: moment % 1_000_000 === 0 ? 0 : 6, zone: '' });
/** Sets the fraction of every seventh timestamp to zero. */
const roundSome = (moment: Timestamp) =>
  Math.floor(moment / 1_000_000) % 7 === 0 ? moment - (moment % 1_000_000) : moment;

/** Creates a call that has not started. */
export function identify(id: number, status: string, casting: Casting, random: Random): BurkiWireCall {
  const assistant = casting.assistant(random);
  const sid = random.word(32, 'CA');
  const flow_name = casting.flow(random);
  const [line, customer] = casting.numbers(assistant, random);
  return {
    id,
    call_sid: sid,
    assistant_id: assistant.id,
    assistant_name: assistant.name,
    flow_name,
    to_phone_number: line,
    customer_phone_number: customer,
    status,
    call_meta: casting.metadata(random),
    duration: null,
    started_at: null,
    ended_at: null,
    total_cost: null,
    llm_cost: null,
    tts_cost: null,
    stt_cost: null,
    telephony_cost: null,
    cost_currency: null,
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

/** Outcome of a call, whenever it comes. */
interface Draft {
  readonly scenario: Scenario;
  readonly base: BurkiWireCall;
  readonly started: Timestamp;
  readonly conversation: Conversation;
  readonly edgeCase: EdgeCase | null;
}

function drawDraft({ casting, index, id, created, frozenAt }: Plan, random: Random): Draft {
  const scenario = casting.scenario(index, random);
  const base = identify(id, scenario.status, casting, random);
  const script = scenario.fate === 'ongoing' ? support : chooseScript(random, casting.scripts);
  const conversation = improvise(random, base.assistant_name ?? '', script);
  const edgeCase = scenario.fate === 'finished' ? casting.edgeCase(index, random) : null;
  // A sid is that of the outcome from the start on, because a call keeps it.
  const { call_sid = base.call_sid } = edgeCase?.(base) ?? {};
  const wait = frozenAt === null ? 2 + (Math.floor(created / 1000) % 7000) / 1000 : 0;
  const started = roundSome(later(created, wait));
  return { scenario, base: { ...base, call_sid }, started, conversation, edgeCase };
}

const courseOf = ({ created }: Plan, { scenario, started, conversation }: Draft): Course =>
  scenario.fate === 'unanswered'
    ? { created, answered: null, ended: later(started, 25) }
    : { created, answered: started, ended: later(started, conversation.seconds) };

function scenarioAt({ name }: Phase, outcome: Scenario): Scenario {
  if (name === 'over') return outcome;
  return name === 'talking' ? { status: 'ongoing', fate: 'ongoing' } : { status: name, fate: 'unstarted' };
}

function callOf({ base, started, conversation, edgeCase }: Draft, { status, fate }: Scenario): BurkiWireCall {
  const call = { ...base, status };
  if (fate === 'unstarted') return call;
  const startedCall = { ...call, started_at: format(started) };
  if (fate === 'ongoing') return startedCall;
  if (fate === 'unanswered')
    return { ...startedCall, ended_at: format(later(started, 25)), duration: 0, total_cost: 0 };
  const ended_at = format(later(started, conversation.seconds));
  const duration = Math.round(conversation.seconds);
  const finished = { ...startedCall, ended_at, duration, ...costsOf(conversation) };
  return edgeCase ? { ...finished, ...edgeCase(finished) } : finished;
}

/** Generates a call as of a time; its transcripts and recordings only when they are asked for. */
export function createStory(plan: Plan, now: Timestamp): BurkiStory {
  const { id, frozenAt } = plan;
  const random = createRandomFor(plan.seed, plan.index);
  const draft = drawDraft(plan, random);
  const { started, conversation } = draft;
  const course = courseOf(plan, draft);
  const scenario = frozenAt === null ? scenarioAt(phaseAt(course, now), draft.scenario) : draft.scenario;
  const tell = (): Telling => {
    if (scenario.fate === 'ongoing') {
      const heard = heardAfter(conversation, ((frozenAt ?? now) - started) / second);
      return { transcripts: transcribe(heard, started, id, random), recordings: [] };
    }
    if (scenario.fate !== 'finished') return untold;
    const transcripts = transcribe(conversation, started, id, random);
    const ended = later(started, conversation.seconds);
    return { transcripts, recordings: record(id, ended, Math.round(conversation.seconds), random) };
  };
  const changesAt = frozenAt === null ? nextPhaseAfter(course, now) : null;
  return { call: callOf(draft, scenario), changesAt, tell };
}
