const started = Date.parse('2026-03-09T10:00:00Z');
const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
const listOf = <T>(length: number, item: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => item(index));

const butterTimes = (at: number) => ({
  created_at: timeOf(at),
  start_time: timeOf(at),
  end_time: timeOf(at + 120_000),
});

const butterRow = (sid: string, at: number) => ({
  call_sid: sid,
  to_number: '+15555550101',
  from_number: '+15555550102',
  agent_id: 'agent_bench',
  agent_name: 'Sales Rep',
  client_id: 'org_bench',
  call_type: 'outbound',
  status: 'completed',
  recording_enabled: true,
  duration_seconds: 120.5,
  turn_count: 10,
  total_cost: 12.35,
  ...butterTimes(at),
});

const said = 'Thank you for calling, I have found your order and it is on its way to you.';

const butterCallOf = (sid: string) => ({
  ...butterRow(sid, started),
  trace_id: 'trace_bench',
  agent_config: { llm_model: 'gpt-4', llm_provider: 'openai', tts_provider: 'elevenlabs', speak_first: true },
  transport: 'twilio',
  recording_url: 's3://bucket/recordings/bench.wav',
  cost_breakdown: {
    llm_input: { cost_credits: 1.25, units: 100 },
    llm_output: { cost_credits: 2.5, units: 50 },
    tts: { cost_credits: 5, units: 500 },
    stt: { cost_credits: 1, units: 120 },
    telephony: { cost_credits: 2, units: 2 },
  },
  usage: {
    llm: { total_tokens: 150, input_tokens: 100, output_tokens: 50 },
    tts: { total_characters: 500 },
    stt: { total_duration_seconds: 120 },
  },
  summary: { end_reason: 'tool_end_call', interruptions: 2, avg_turn_duration: 17.2, total_tokens: 150 },
  errors: { error_count: 0, has_fatal_errors: false, errors: [] },
  turns: listOf(10, index => ({
    turn_number: index + 1,
    relative_start_time: index * 12,
    relative_end_time: index * 12 + 11.5,
    duration_seconds: 11.5,
    events: [
      { type: 'user_message', text: 'Where is my order?', relative_time: index * 12, metadata: null },
      {
        type: 'assistant_response',
        text: said,
        relative_time: index * 12 + 4,
        metadata: { llm: { total_tokens: 25, ttfb: 0.5 } },
      },
    ],
  })),
  transcript: listOf(20, index => ({
    turn: (index >> 1) + 1,
    speaker: index % 2 === 0 ? 'user' : 'assistant',
    text: said,
    relative_time: index * 6,
    timestamp: timeOf(started + index * 6_000),
  })),
});

const burkiCallOf = (id: number, at = started) => ({
  id,
  call_sid: `CA${id}`,
  assistant_id: 123,
  assistant_name: 'ServiceBot',
  flow_name: 'Customer Support Flow',
  to_phone_number: '+15555550103',
  customer_phone_number: '+15555550104',
  status: 'completed',
  started_at: timeOf(at),
  ended_at: timeOf(at + 300_000),
  duration: 300,
  call_meta: { customer_id: 'cust_abc123' },
  total_cost: 0.05,
  llm_cost: 0.02,
  tts_cost: 0.01,
  stt_cost: 0.01,
  telephony_cost: 0.01,
  cost_currency: 'USD',
});

const burkiSegmentOf = (call: number) => (index: number) => ({
  id: index + 1,
  call_id: call,
  content: said,
  is_final: true,
  speaker: index % 2 === 0 ? 'user' : 'assistant',
  segment_start: index * 6,
  segment_end: index * 6 + 5.5,
  confidence: 0.98,
  stt_timestamps: null,
  created_at: '2026-03-09T10:00:00Z',
});

/** A body that is rendered once, and then only takes the id that is asked for, and the times of the list's row of it. */
function rendered(id: string, body: unknown, startOf: (asked: string) => number, lasts: number) {
  const marks = new RegExp(`(${id}|${timeOf(mark)}|${timeOf(mark + lasts)})`);
  const pieces = JSON.stringify(body).split(marks);
  return (asked: string): string => {
    const start = startOf(asked);
    const values = new Map([
      [id, asked],
      [timeOf(mark), timeOf(start)],
      [timeOf(mark + lasts), timeOf(start + lasts)],
    ]);
    return pieces.map(piece => values.get(piece) ?? piece).join('');
  };
}

/** Starts of calls are rendered as this one, which stands nowhere else. */
const mark = Date.parse('2001-01-01T00:00:00Z');

const minute = 60_000;

/** The start of a call, the same in a list and by its key; of ids in hundreds of thousands only the last digits count. */
const startOf = (id: number): number => started - ((id - 1) % 100_000) * minute;

const remembered = <T>(make: (size: number) => T): ((size: number) => T) => {
  const made = new Map<number, T>();
  return size => {
    const known = made.get(size) ?? make(size);
    made.set(size, known);
    return known;
  };
};

const placeholder = 7_777_777;

export const butterCall = rendered(
  'call_0',
  { success: true, data: { ...butterCallOf('call_0'), ...butterTimes(mark) } },
  sid => startOf(Number(sid.slice('call_'.length))),
  120_000,
);

export const burkiCall = rendered(
  String(placeholder),
  burkiCallOf(placeholder, mark),
  id => startOf(Number(id)) - 30_000,
  300_000,
);

const segments = remembered(size => {
  const pieces = JSON.stringify(listOf(size, burkiSegmentOf(placeholder))).split(String(placeholder));
  return (id: string) => pieces.join(id);
});

export const burkiTranscript = (id: string): string => segments(Number(id) % 100_000)(id);

/** The newest rows, a minute apart; those of the two lists take turns. */
export const butterList = remembered(limit =>
  JSON.stringify({
    success: true,
    data: listOf(limit, index => butterRow(`call_${index + 1}`, startOf(index + 1))),
    pagination: { next_cursor: 'next', has_more: true, page_size: limit },
  }),
);

export const burkiList = remembered(limit =>
  JSON.stringify({
    items: listOf(limit, index => burkiCallOf(index + 1, startOf(index + 1) - 30_000)),
    total: 5_000,
    skip: 0,
    limit,
  }),
);
