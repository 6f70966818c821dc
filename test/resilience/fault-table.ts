import type { Fault } from '../../src/sandbox/index.ts';
import type { addresses } from './addresses.ts';
import type { asked } from './asked.ts';

/** One way a source, or a client of ours, can fail, and what must be seen of it. */
export interface FaultRow extends Strike {
  readonly asks: keyof typeof asked;
}

interface Strike {
  readonly name: string;
  /** Strikes the requests of what is asked; null where it is the address that fails. */
  readonly fault: Fault | null;
  /** Where the source is looked for instead. */
  readonly at?: keyof typeof addresses;
  /** The client leaves as soon as the source has been asked. */
  readonly leaves?: true;
  /** Null where there must be a whole answer all the same, or nobody is left to hear one. */
  readonly code: string | null;
  /** How many of the struck requests it costs. */
  readonly requests: number;
}

const other = (change: (call: Record<string, unknown>) => Record<string, unknown>): Fault => ({
  kind: 'rewrite',
  change: json => {
    const body = json as { data: Record<string, unknown> };
    return { ...body, data: change(body.data) };
  },
});

const body = (text: string, contentType = 'application/json'): Fault => ({
  kind: 'body',
  body: text,
  contentType,
});

const deep = (open: string, close: string): string => open.repeat(100_000) + close.repeat(100_000);

const wrong = [{}, [], true, 'soon', -0.5, 2 ** 53 + 2, null];

/** Every field but the call's own key with every type but its own. */
export const anyType: Fault = other(call => {
  const names = Object.keys(call).filter(name => name !== 'call_sid');
  return { ...call, ...Object.fromEntries(names.map((name, index) => [name, wrong[index % wrong.length]])) };
});

/** Passing faults are tried three times, lasting ones once. */
const butterCallFaults: readonly Strike[] = [
  { name: 'it never answers', fault: { kind: 'hang' }, code: 'UPSTREAM_TIMEOUT', requests: 3 },
  {
    name: 'its headers come too late',
    fault: { kind: 'delay', ms: 60_000 },
    code: 'UPSTREAM_TIMEOUT',
    requests: 3,
  },
  { name: 'its body stops half-way', fault: { kind: 'stall' }, code: 'UPSTREAM_TIMEOUT', requests: 3 },
  { name: 'its body drips', fault: { kind: 'drip', everyMs: 20 }, code: 'UPSTREAM_TIMEOUT', requests: 3 },
  { name: 'it resets the connection', fault: { kind: 'reset' }, code: 'UPSTREAM_UNAVAILABLE', requests: 3 },
  { name: 'it answers 500', fault: { kind: 'status', status: 500 }, code: 'UPSTREAM_ERROR', requests: 2 },
  {
    name: 'it answers 503',
    fault: { kind: 'status', status: 503 },
    code: 'UPSTREAM_UNAVAILABLE',
    requests: 3,
  },
  {
    name: 'it answers 429',
    fault: { kind: 'status', status: 429 },
    code: 'UPSTREAM_RATE_LIMITED',
    requests: 3,
  },
  {
    name: 'it answers 429 and asks for more time than there is',
    fault: { kind: 'status', status: 429, retryAfter: 3600 },
    code: 'UPSTREAM_RATE_LIMITED',
    requests: 1,
  },
  { name: 'it answers 401', fault: { kind: 'status', status: 401 }, code: 'UPSTREAM_AUTH', requests: 1 },
  { name: 'it answers 422', fault: { kind: 'status', status: 422 }, code: 'UPSTREAM_ERROR', requests: 1 },
  { name: 'it redirects', fault: { kind: 'redirect' }, code: 'UPSTREAM_ERROR', requests: 1 },
  {
    name: 'it redirects to another origin',
    fault: { kind: 'redirect', location: 'http://elsewhere.invalid/' },
    code: 'UPSTREAM_ERROR',
    requests: 1,
  },
  {
    name: 'it answers with a page',
    fault: body('<html>', 'text/html'),
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 3,
  },
  {
    name: 'its JSON is cut off',
    fault: { kind: 'truncate' },
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 3,
  },
  { name: 'it answers nothing', fault: body(''), code: 'UPSTREAM_INVALID_RESPONSE', requests: 3 },
  { name: 'it answers null', fault: body('null'), code: 'UPSTREAM_INVALID_RESPONSE', requests: 1 },
  { name: 'it answers []', fault: body('[]'), code: 'UPSTREAM_INVALID_RESPONSE', requests: 1 },
  {
    name: 'it says that it failed',
    fault: body('{"success":false,"data":{}}'),
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it says that it failed, beside a whole call',
    fault: { kind: 'rewrite', change: json => ({ ...(json as object), success: false }) },
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'its envelope is empty',
    fault: body('{"success":true}'),
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it nests 100,000 lists',
    fault: body(deep('[', ']')),
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it answers with another call',
    fault: other(call => ({ ...call, call_sid: 'call_other' })),
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it answers without end',
    fault: { kind: 'flood' },
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it answers 25 MB',
    fault: { kind: 'flood', bytes: 25_000_000 },
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it sends a bomb of 100 MB',
    fault: { kind: 'bomb', bytes: 100_000_000 },
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'its compression is broken',
    fault: { kind: 'garble' },
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 3,
  },
  {
    name: 'it sends a million empty pieces of transcript',
    fault: body(
      `{"success":true,"data":{"call_sid":"call_abc123def456","transcript":[${'{},'.repeat(999_999)}{}]}}`,
    ),
    code: 'UPSTREAM_INVALID_RESPONSE',
    requests: 1,
  },
  {
    name: 'it sends half a million empty pieces of transcript',
    fault: other(call => ({ ...call, transcript: Array(500_000).fill({}) })),
    code: null,
    requests: 1,
  },
  {
    name: 'it sends half a million empty turns',
    fault: other(call => ({ ...call, turns: Array(500_000).fill([]) })),
    code: null,
    requests: 1,
  },
  { name: 'it compresses unasked', fault: { kind: 'gzip' }, code: null, requests: 1 },
  {
    name: 'it sends a field it never sent before',
    fault: other(call => ({ ...call, sentiment: 'glad' })),
    code: null,
    requests: 1,
  },
  {
    name: 'it sends keys such as __proto__',
    fault: other(call => JSON.parse(`{"__proto__":{"status":"x"},${JSON.stringify(call).slice(1)}`)),
    code: null,
    requests: 1,
  },
  {
    name: 'it sends half a surrogate pair',
    fault: other(call => ({ ...call, agent_name: '\ud800' })),
    code: null,
    requests: 1,
  },
  {
    name: 'numbers are none that JSON holds',
    fault: body(
      '{"success":true,"data":{"call_sid":"call_abc123def456","duration_seconds":1e999,"total_cost":-1e999}}',
    ),
    code: null,
    requests: 1,
  },
  { name: 'every field is of a wrong type', fault: anyType, code: null, requests: 1 },
  {
    name: 'nobody listens at its address',
    fault: null,
    at: 'nobody',
    code: 'UPSTREAM_UNAVAILABLE',
    requests: 0,
  },
  { name: 'connecting to it hangs', fault: null, at: 'deaf', code: 'UPSTREAM_TIMEOUT', requests: 0 },
  {
    name: 'it never answers and the client leaves',
    fault: { kind: 'hang' },
    leaves: true,
    code: null,
    requests: 1,
  },
];

/** What each other kind of request must withstand as well. */
const anywhere: readonly Strike[] = [
  'it never answers',
  'it resets the connection',
  'it answers 500',
  'it answers 429 and asks for more time than there is',
  'it answers 401',
  'it answers with a page',
  'its JSON is cut off',
  'it answers null',
  'it answers without end',
  'it sends a bomb of 100 MB',
  'nobody listens at its address',
  'it never answers and the client leaves',
].flatMap(name => butterCallFaults.find(strike => strike.name === name) ?? []);

/** A 500 to a request by key may be that of one record. */
const ofLists = anywhere.map(strike =>
  strike.name === 'it answers 500' ? { ...strike, requests: 3 } : strike,
);

const on = (asks: FaultRow['asks'], strikes: readonly Strike[]): FaultRow[] =>
  strikes.map(strike => ({ ...strike, asks }));

const rewritten = (name: string, change: (json: unknown) => unknown): Strike => ({
  name,
  fault: { kind: 'rewrite', change },
  code: 'UPSTREAM_INVALID_RESPONSE',
  requests: 1,
});
const ofAnotherCall = rewritten('it answers with what is of another call', json =>
  (json as object[]).map(item => ({ ...item, call_id: 102 })),
);
const withId = (id: number) => (json: unknown) => ({ ...(json as object), id });

const sentence = 'That would be great, in the afternoon if you can.';
const linesOf = (line: object) => Array.from({ length: 50_000 }, () => line);
const longCall = body(
  JSON.stringify({
    success: true,
    data: {
      call_sid: 'call_abc123def456',
      transcript: linesOf({
        turn: 1,
        speaker: 'user',
        text: sentence,
        relative_time: 1,
        timestamp: '2026-03-09T10:00:00.000Z',
      }),
    },
  }),
);
const longTranscript = body(
  JSON.stringify(
    linesOf({
      id: 1,
      call_id: 101,
      content: sentence,
      is_final: true,
      speaker: 'user',
      segment_start: 1,
      segment_end: 2,
      confidence: 0.9,
      created_at: '2026-03-09T10:00:00',
    }),
  ),
);
const survived = (name: string, fault: Fault): Strike => ({ name, fault, code: null, requests: 1 });
const deepMetadata = `{"id":101,"call_sid":"CA1","status":"completed","call_meta":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;

/** Every fault, with what is asked for while it strikes. */
export const faultRows: readonly FaultRow[] = [
  ...on('butterCall', butterCallFaults),
  ...on('butterTranscript', [survived('it sends 50,000 lines', longCall)]),
  ...on('butterAgent', [
    ...anywhere,
    rewritten('it answers with another agent', () => ({ success: true, data: { agent_id: 'other' } })),
  ]),
  ...on('butterList', ofLists),
  ...on('burkiCall', [
    ...anywhere,
    rewritten('it answers with another call', withId(102)),
    rewritten('its id is too large to be exact', withId(2 ** 53 + 2)),
    survived('its metadata nests 50,000 levels', body(deepMetadata)),
  ]),
  ...on('burkiTranscript', [...anywhere, ofAnotherCall, survived('it sends 50,000 lines', longTranscript)]),
  ...on('burkiRecording', [...anywhere, ofAnotherCall]),
  ...on('burkiAgent', [...anywhere, rewritten('it answers with another agent', withId(999))]),
  ...on('burkiList', ofLists),
];
