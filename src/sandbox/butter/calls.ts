import { type Conversation, chooseScript, heardAfter, improvise } from '../conversation.ts';
import { support } from '../dialogue-scripts.ts';
import { type Course, phaseAt } from '../phases.ts';
import { createRandomFor, type Random } from '../random.ts';
import { formatTimestamp, later, second, type Timestamp } from '../timestamps.ts';
import type { ButterWireAgent } from './agents.ts';
import type { Casting, EdgeCase, Scenario } from './casting.ts';
import { detailFields, rowFields } from './fields.ts';
import { billAt } from './late-billing.ts';
import type { ButterWireCall } from './wire.ts';

/** Everything that a generated call follows from. */
export interface Plan {
  readonly casting: Casting;
  readonly seed: number;
  readonly index: number;
  readonly created: Timestamp;
  /** Time as of which a call in progress stays as it is; null if it goes on until its end. */
  readonly frozenAt: Timestamp | null;
}

/** Outcome of a call, whenever it comes. */
interface Draft extends Parties {
  readonly sid: string;
  readonly traceId: string;
  readonly scenario: Scenario;
  readonly agent: ButterWireAgent;
  readonly created: Timestamp;
  readonly started: Timestamp;
  readonly conversation: Conversation;
  readonly interruptions: number;
  readonly edgeCase: EdgeCase | null;
}

interface Parties {
  readonly callType: string;
  readonly to: string;
  readonly from: string | null;
  readonly transport: string;
}

/** A call as of a time. */
export interface Standing extends Draft {
  /** Last change before the end. */
  readonly touched: Timestamp;
}

const drawSid = (random: Random) => random.word(12, 'call_');

export const sidOf = ({ seed, index }: Pick<Plan, 'seed' | 'index'>): string =>
  drawSid(createRandomFor(seed, index));

/** The customer is `to` on an outbound call and `from` on an inbound one; a preview has none. */
function drawParties(
  [agent, customer]: readonly [string, string],
  { fate }: Scenario,
  random: Random,
): Parties {
  const drawn = random.pick(['outbound', 'inbound', 'outbound', 'inbound', 'outbound', 'preview']);
  const callType = fate === 'finished' ? drawn : 'outbound';
  if (callType === 'preview') return { callType, to: agent, from: null, transport: 'webrtc' };
  const [to, from] = callType === 'outbound' ? [customer, agent] : [agent, customer];
  return { callType, to, from, transport: random.pick(['twilio', 'twilio', 'sip']) };
}

function drawDraft(plan: Plan): Draft {
  const { casting, index, created } = plan;
  const random = createRandomFor(plan.seed, index);
  const sid = drawSid(random);
  const scenario = casting.scenario(index, random);
  const agent = casting.agent(random);
  const traceId = random.word(8, 'trace_');
  const parties = drawParties(casting.numbers(agent, random), scenario, random);
  const script = scenario.fate === 'talking' ? support : chooseScript(random, casting.scripts);
  return {
    sid,
    traceId,
    scenario,
    agent,
    ...parties,
    created,
    started: later(created, 2 + (Math.floor(created / 1000) % 9000) / 1000),
    conversation: improvise(random, agent.agent_name, script),
    interruptions: random.integer(0, 3),
    edgeCase: casting.edgeCase(index, random),
  };
}

const courseOf = ({ scenario, created, started, conversation }: Draft): Course =>
  scenario.fate === 'unanswered'
    ? { created, answered: null, ended: later(created, 30) }
    : { created, answered: started, ended: later(started, conversation.seconds) };

type Progress = Pick<Standing, 'scenario' | 'conversation' | 'touched'>;

function frozenProgress({ scenario, created, started, conversation }: Draft, at: Timestamp): Progress {
  if (scenario.fate !== 'talking') return { scenario, conversation, touched: created };
  return { scenario, conversation: heardAfter(conversation, (at - started) / second), touched: started };
}

function progressAt(draft: Draft, now: Timestamp): Progress {
  const { scenario, started, conversation } = draft;
  const { name, since: touched } = phaseAt(courseOf(draft), now);
  if (name === 'over') return { scenario, conversation, touched };
  if (name !== 'talking') return { scenario: { status: name, fate: 'waiting' }, conversation, touched };
  const heard = heardAfter(conversation, (now - started) / second);
  return {
    scenario: { status: 'in-progress', fate: 'talking' },
    conversation: heard,
    touched: later(started, heard.lines.at(-1)?.end ?? 0),
  };
}

export interface Reading {
  readonly now: Timestamp;
  /** Whether the fields of the detail are composed, which no row has. */
  readonly isWhole: boolean;
  readonly lateBilling: boolean;
}

const createRow = ({ sid, to, from, agent, callType, created }: Draft): ButterWireCall => ({
  call_sid: sid,
  to_number: to,
  agent_id: agent.agent_id,
  agent_name: agent.agent_name,
  client_id: 'org_123',
  call_type: callType,
  from_number: from,
  recording_enabled: true,
  created_at: formatTimestamp(created, { digits: 3 }),
});

function createDetail({ traceId, agent, transport }: Draft): Partial<ButterWireCall> {
  const { llm_model, llm_provider, llm_temperature, tts_provider, stt_provider, speak_first } = agent;
  return {
    trace_id: traceId,
    agent_config: { llm_model, llm_provider, llm_temperature, tts_provider, stt_provider, speak_first },
    transport,
  };
}

/** Generates a call as of a time. */
export function createCall(plan: Plan, { now, isWhole, lateBilling }: Reading): ButterWireCall {
  const draft = drawDraft(plan);
  const progress = plan.frozenAt === null ? progressAt(draft, now) : frozenProgress(draft, plan.frozenAt);
  const { status, fate } = progress.scenario;
  const standing = { ...draft, ...progress };
  const row = { ...createRow(draft), status, ...rowFields[fate](standing) };
  const call = isWhole ? { ...row, ...createDetail(draft), ...detailFields[fate](standing) } : row;
  if (fate !== 'finished') return call;
  const finished = draft.edgeCase ? { ...call, ...draft.edgeCase(call) } : call;
  return lateBilling ? billAt(now, courseOf(draft).ended, plan.index, finished) : finished;
}
