import { tenOfEight } from './workloads.ts';

// biome-ignore lint/suspicious/noExplicitAny: what comes is taken as it is: that is the point of it.
type Wire = any;

/** The JSON under a path of one upstream. */
export type Read = (path: string) => Promise<Wire>;

export interface Sources {
  readonly butter: Read;
  readonly burki: Read;
}

type Answer = (variables: Record<string, string>, sources: Sources) => Promise<unknown>;

const statuses: Record<string, string> = { completed: 'COMPLETED', failed: 'FAILED', ongoing: 'IN_PROGRESS' };
const directions: Record<string, string> = { inbound: 'INBOUND', outbound: 'OUTBOUND' };
const speakers: Record<string, string> = { user: 'CUSTOMER', assistant: 'AGENT' };

const idOf = (type: string, source: string, key: unknown): string =>
  Buffer.from(`${type}:${source}:${key}`).toString('base64url');

const butterCall = async (butter: Read, sid = '') => (await butter(`/api/calls/${sid}`)).data;

const amount = (line: Wire) => ({ amount: String(line.cost_credits), units: line.units });

function wholeButterCall(call: Wire) {
  const { llm_input, llm_output, tts, stt, telephony } = call.cost_breakdown;
  return {
    id: idOf('Call', 'BUTTER', call.call_sid),
    sid: call.call_sid,
    status: statuses[call.status],
    direction: directions[call.call_type],
    startedAt: call.start_time,
    endedAt: call.end_time,
    duration: call.duration_seconds,
    agentName: call.agent_name,
    customerNumber: call.call_type === 'outbound' ? call.to_number : call.from_number,
    cost: {
      currency: null,
      total: String(call.total_cost),
      llm: { amount: String(llm_input.cost_credits + llm_output.cost_credits) },
      tts: amount(tts),
      stt: amount(stt),
      telephony: amount(telephony),
    },
    turns: call.turns.map((turn: Wire) => ({
      number: turn.turn_number,
      startOffset: turn.relative_start_time,
      endOffset: turn.relative_end_time,
      duration: turn.duration_seconds,
      events: turn.events.map((event: Wire) => ({
        type: event.type,
        text: event.text,
        offset: event.relative_time,
      })),
    })),
    transcript: call.transcript.map((entry: Wire) => ({
      speaker: speakers[entry.speaker],
      text: entry.text,
      startOffset: entry.relative_time,
      at: entry.timestamp,
      turnNumber: entry.turn,
    })),
  };
}

const wholeBurkiCall = (call: Wire) => ({
  id: idOf('Call', 'BURKI', call.id),
  databaseId: String(call.id),
  sid: call.call_sid,
  status: statuses[call.status],
  startedAt: call.started_at,
  endedAt: call.ended_at,
  duration: call.duration,
  agentName: call.assistant_name,
  customerNumber: call.customer_phone_number,
  agentNumber: call.to_phone_number,
  flowName: call.flow_name,
  metadata: call.call_meta,
  cost: {
    currency: call.cost_currency,
    total: String(call.total_cost),
    llm: { amount: String(call.llm_cost) },
    tts: { amount: String(call.tts_cost) },
    stt: { amount: String(call.stt_cost) },
    telephony: { amount: String(call.telephony_cost) },
  },
});

const butterRow = (call: Wire) => ({
  id: idOf('Call', 'BUTTER', call.call_sid),
  sid: call.call_sid,
  status: statuses[call.status],
  startedAt: call.start_time,
  duration: call.duration_seconds,
  agentName: call.agent_name,
  cost: { currency: null, total: String(call.total_cost) },
});

const burkiRow = (call: Wire) => ({
  id: idOf('Call', 'BURKI', call.id),
  sid: call.call_sid,
  status: statuses[call.status],
  startedAt: call.started_at,
  duration: call.duration,
  agentName: call.assistant_name,
  cost: { currency: call.cost_currency, total: String(call.total_cost) },
});

const w3: Answer = async (variables, { butter, burki }) => {
  const eight = tenOfEight.slice(0, 8);
  const [fromButter, fromBurki] = await Promise.all([
    Promise.all(eight.map(n => butterCall(butter, variables[`sid${n}`]).then(butterRow))),
    Promise.all(eight.map(n => burki(`/api/v1/calls/${variables[`id${n}`]}`).then(burkiRow))),
  ]);
  const answer: Record<string, unknown> = {};
  for (const [at, n] of tenOfEight.entries()) answer[`butter${at}`] = fromButter[n];
  for (const [at, n] of tenOfEight.entries()) answer[`burki${at}`] = fromBurki[n];
  return answer;
};

const w4: Answer = async ({ first, from }, { burki }) => {
  const { items, total } = await burki(`/api/v1/calls/?skip=0&limit=${first}&date_from=${from}`);
  const edges = items.map((call: Wire) => ({
    node: {
      id: idOf('Call', 'BURKI', call.id),
      sid: call.call_sid,
      status: statuses[call.status],
      startedAt: call.started_at,
      duration: call.duration,
      agent: { id: idOf('VoiceAgent', 'BURKI', call.assistant_id), name: call.assistant_name },
    },
  }));
  return { calls: { edges, pageInfo: { hasNextPage: total > edges.length } } };
};

const entryOf = (segment: Wire) => ({
  speaker: speakers[segment.speaker],
  text: segment.content,
  startOffset: segment.segment_start,
  endOffset: segment.segment_end,
});

const w5: Answer = async (variables, { burki }) => {
  const read = async (id: string) => {
    const call = await burki(`/api/v1/calls/${id}`);
    const segments = await burki(`/api/v1/calls/${id}/transcripts`);
    const of = { id: idOf('Call', 'BURKI', call.id), sid: call.call_sid, status: statuses[call.status] };
    return {
      transcript: segments.map((segment: Wire) => ({ ...entryOf(segment), call: of })),
    };
  };
  const names = ['id0', 'id1', 'id2', 'id3', 'id4'];
  const calls = await Promise.all(names.map(name => read(variables[name] ?? '')));
  return Object.fromEntries(calls.map((call, at) => [`c${at}`, call]));
};

const butterEdge = (call: Wire) => ({
  node: {
    id: idOf('Call', 'BUTTER', call.call_sid),
    source: 'BUTTER',
    sid: call.call_sid,
    status: statuses[call.status],
    startedAt: call.start_time,
    cost: { currency: null, total: String(call.total_cost) },
  },
});

const burkiEdge = (call: Wire) => ({
  node: {
    id: idOf('Call', 'BURKI', call.id),
    source: 'BURKI',
    sid: call.call_sid,
    status: statuses[call.status],
    startedAt: call.started_at,
    cost: { currency: call.cost_currency, total: String(call.total_cost) },
  },
});

/** Merges two sorted lists, and reads no more rows than it returns. */
const w6: Answer = async ({ from }, { butter, burki }) => {
  const [{ data, pagination }, { items }] = await Promise.all([
    butter('/api/calls?limit=50'),
    burki(`/api/v1/calls/?skip=0&limit=50&date_from=${from}`),
  ]);
  const edges = [];
  for (let [left, right] = [0, 0]; edges.length < 50; )
    if (data[left].start_time >= items[right].started_at) edges.push(butterEdge(data[left++]));
    else edges.push(burkiEdge(items[right++]));
  return { calls: { edges, pageInfo: { hasNextPage: pagination.has_more } } };
};

const transcript: Answer = async ({ id }, { burki }) => {
  await burki(`/api/v1/calls/${id}`);
  const segments = await burki(`/api/v1/calls/${id}/transcripts`);
  return { callByDatabaseId: { transcript: segments.map(entryOf) } };
};

/** What each workload is answered, by its name. */
export const answers: Readonly<Record<string, Answer>> = {
  W1: async ({ sid }, { butter }) => ({ callBySid: wholeButterCall(await butterCall(butter, sid)) }),
  W2: async ({ id }, { burki }) => ({ callByDatabaseId: wholeBurkiCall(await burki(`/api/v1/calls/${id}`)) }),
  W3: w3,
  W4: w4,
  W5: w5,
  W6: w6,
  transcript,
};
