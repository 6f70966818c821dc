const started = Date.parse('2026-03-09T10:00:00Z');
const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
const listOf = <T>(length: number, item: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => item(index));

/** Fields that differ between calls; a call has the same values in a list and by its key. */
interface Variant {
  readonly start: number;
  readonly seconds: number;
  readonly agent: string;
  /** Two digits. */
  readonly customer: string;
}

const agents = 12;

/** The variant of a call; of ids in hundreds of thousands only the last digits count. */
function variantOf(id: number): Variant {
  const serial = (id - 1) % 100_000;
  return {
    start: started - serial * minute,
    seconds: 30 + ((serial * 37) % 570),
    agent: String(101 + (serial % agents)),
    customer: String(10 + ((serial * 7) % 90)),
  };
}

/** Marks the variable parts of a rendered body; each stands nowhere else. */
const mark: Variant = {
  start: Date.parse('2001-01-01T00:00:00Z'),
  seconds: 7_654,
  agent: '999',
  customer: '<>',
};

const times = ({ start, seconds }: Variant) => ({ from: timeOf(start), to: timeOf(start + seconds * 1000) });

const butterRow = (sid: string, variant: Variant) => ({
  call_sid: sid,
  to_number: `+155555501${variant.customer}`,
  from_number: '+15555550102',
  agent_id: `agent_${variant.agent}`,
  agent_name: `Sales Rep ${variant.agent}`,
  client_id: 'org_bench',
  call_type: 'outbound',
  status: 'completed',
  recording_enabled: true,
  duration_seconds: variant.seconds,
  turn_count: 10,
  total_cost: 12.35,
  created_at: times(variant).from,
  start_time: times(variant).from,
  end_time: times(variant).to,
});

const said = 'Thank you for calling, I have found your order and it is on its way to you.';

const butterCallOf = (sid: string, variant: Variant) => ({
  ...butterRow(sid, variant),
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

const burkiCallOf = (id: number, variant: Variant) => ({
  id,
  call_sid: `CA${id}`,
  assistant_id: Number(variant.agent),
  assistant_name: `ServiceBot ${variant.agent}`,
  flow_name: 'Customer Support Flow',
  to_phone_number: '+15555550103',
  customer_phone_number: `+155555501${variant.customer}`,
  status: 'completed',
  started_at: times(variant).from,
  ended_at: times(variant).to,
  duration: variant.seconds,
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

const minute = 60_000;

/** A body that is rendered once, and then only takes the id and the variant of a call. */
function rendered(id: string, body: unknown, variantOf: (asked: string) => Variant) {
  const named = (asked: string, variant: Variant): readonly string[] => [
    asked,
    times(variant).from,
    times(variant).to,
    variant.agent,
    variant.customer,
    String(variant.seconds),
  ];
  const marks = named(id, mark);
  const pieces = JSON.stringify(body).split(new RegExp(`(${marks.join('|')})`));
  return (asked: string): string => {
    const values = named(asked, variantOf(asked));
    return pieces.map((piece, at) => (at % 2 === 0 ? piece : values[marks.indexOf(piece)])).join('');
  };
}

const remembered = <T>(make: (size: number) => T): ((size: number) => T) => {
  const made = new Map<number, T>();
  return size => {
    const known = made.get(size) ?? make(size);
    made.set(size, known);
    return known;
  };
};

const placeholder = 7_777_777;

export const butterCall = rendered('call_0', { success: true, data: butterCallOf('call_0', mark) }, sid =>
  variantOf(Number(sid.slice('call_'.length))),
);

/** Starts half a minute before the Butter call of its number, so that the rows of the two lists take turns. */
const burkiVariantOf = (id: number): Variant => {
  const variant = variantOf(id);
  return { ...variant, start: variant.start - minute / 2 };
};

export const burkiCall = rendered(String(placeholder), burkiCallOf(placeholder, mark), id =>
  burkiVariantOf(Number(id)),
);

const segments = remembered(size => {
  const pieces = JSON.stringify(listOf(size, burkiSegmentOf(placeholder))).split(String(placeholder));
  return (id: string) => pieces.join(id);
});

export const burkiTranscript = (id: string): string => segments(Number(id) % 100_000)(id);

/** The newest rows, a minute apart. */
export const butterList = remembered(limit =>
  JSON.stringify({
    success: true,
    data: listOf(limit, index => butterRow(`call_${index + 1}`, variantOf(index + 1))),
    pagination: { next_cursor: 'next', has_more: true, page_size: limit },
  }),
);

/** The end of Butter's list, which only an index reads. */
export const lastButterPage = JSON.stringify({
  success: true,
  data: [],
  pagination: { next_cursor: null, has_more: false, page_size: 0 },
});

export const burkiList = remembered(limit =>
  JSON.stringify({
    items: listOf(limit, index => burkiCallOf(index + 1, burkiVariantOf(index + 1))),
    total: Math.max(limit, 100),
    skip: 0,
    limit,
  }),
);
