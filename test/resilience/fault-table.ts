import type { Fault } from '../../src/sandbox/index.ts';

/** One way an upstream can fail, and what a client must see of it. */
export interface FaultRow {
  readonly name: string;
  readonly fault: Fault;
  /** Null where the call must be answered all the same. */
  readonly code: string | null;
  /** How many requests the one call costs. */
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

/** Passing faults are tried three times, lasting ones once. */
export const butterFaults: readonly FaultRow[] = [
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
  { name: 'it answers 500', fault: { kind: 'status', status: 500 }, code: 'UPSTREAM_ERROR', requests: 3 },
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
];

const wrong = [{}, [], true, 'soon', -0.5, 2 ** 53 + 2, null];

/** Every field but the call's own key with every type but its own. */
export const anyType: Fault = other(call => {
  const names = Object.keys(call).filter(name => name !== 'call_sid');
  return { ...call, ...Object.fromEntries(names.map((name, index) => [name, wrong[index % wrong.length]])) };
});
