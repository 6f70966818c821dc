import { expect, onTestFinished, test } from 'vitest';
import { useMultipartTimeout } from '../../src/http/yoga/use-multipart-timeout.ts';
import type { LogLevel } from '../../src/observability/logger.ts';
import { listen } from '../../src/server/http-server.ts';
import type { FrontDoorOptions } from '../front-door.ts';
import { openWatched } from '../observability/watched.ts';

const inParts = 'multipart/mixed;deferSpec=20220824, application/json';
const deferred = `{
  callByDatabaseId(databaseId: 101) { status ... @defer(label: "said") { transcript(first: 1) { speaker } } }
}`;
const cheap = 'BURKI /api/v1/calls/101';
const dear = 'BURKI /api/v1/calls/101/transcripts';
const isTranscript = ({ url }: { readonly url: string }) => url.endsWith('/transcripts');

/** Gives each JSON of a multipart answer as it comes. */
async function* partsOf(response: Response): AsyncGenerator<unknown> {
  if (!response.headers.get('content-type')?.startsWith('multipart/mixed'))
    return yield await response.json();
  const boundary = `--${/boundary="(.*)"/.exec(response.headers.get('content-type') ?? '')?.[1]}`;
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const pieces = (text + chunk).split(`\r\n${boundary}`);
    text = pieces.pop() ?? '';
    for (const piece of pieces) {
      const body = piece.split('\r\n\r\n')[1];
      if (body) yield JSON.parse(body);
    }
  }
}

async function allOf(parts: AsyncIterable<unknown>): Promise<unknown[]> {
  const all = [];
  for await (const part of parts) all.push(part);
  return all;
}

async function open(options: FrontDoorOptions = {}, level: LogLevel = 'info') {
  const door = await openWatched(options, level);
  const server = await listen(door.gateway.listener, '127.0.0.1', 0);
  onTestFinished(server.close);
  const ask = (query: string, accept = inParts, variables = {}, signal: AbortSignal | null = null) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  return { ...door, askParts: ask };
}

test('a deferred fragment follows in a part of its own, for the same requests', async () => {
  const { askParts, burki, cost, lines } = await open();
  burki.play({ matches: isTranscript, fault: { kind: 'delay', ms: 200 } });
  const response = await askParts(deferred);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const parts = partsOf(response);
  expect((await parts.next()).value).toEqual({
    data: { callByDatabaseId: { status: 'COMPLETED' } },
    hasNext: true,
  });
  expect(lines('request')).toEqual([]);
  const rest = await allOf(parts);
  expect(rest).toEqual([
    {
      incremental: [
        {
          data: { transcript: [{ speaker: 'AGENT' }] },
          path: ['callByDatabaseId'],
          label: 'said',
        },
      ],
      hasNext: false,
    },
  ]);
  expect(cost()).toEqual([cheap, dear]);
  expect(lines('request')).toMatchObject([{ outcome: 'ok', upstreamRequests: 2, errors: 0 }]);
});

test('a failing part has its error code, and so has the log line of the request', async () => {
  const { askParts, burki, lines } = await open();
  burki.play({ matches: isTranscript, fault: { kind: 'status', status: 500, body: 'secret' } });
  const parts = await allOf(partsOf(await askParts(deferred)));
  const extensions = { code: 'UPSTREAM_ERROR', source: 'BURKI', retryable: true };
  expect(parts.at(-1)).toMatchObject({
    incremental: [
      { data: { transcript: null }, errors: [{ path: ['callByDatabaseId', 'transcript'], extensions }] },
    ],
  });
  expect(JSON.stringify(parts)).not.toContain('secret');
  expect(lines('request')).toMatchObject([{ outcome: 'errors', codes: ['UPSTREAM_ERROR'], errors: 1 }]);
});

test('the deadline of the request is that of its last part', async () => {
  const { askParts, burki } = await open({ gateway: { deadlineMs: 1_500 } });
  burki.play({ matches: isTranscript, fault: { kind: 'hang' } });
  const parts = await allOf(partsOf(await askParts(deferred)));
  expect(parts.at(-1)).toMatchObject({
    incremental: [{ errors: [{ extensions: { code: 'UPSTREAM_TIMEOUT' } }] }],
    hasNext: false,
  });
});

test('a client that disconnects between the parts cancels the upstream request', async () => {
  const { askParts, burki, lines } = await open({}, 'debug');
  burki.play({ matches: isTranscript, fault: { kind: 'hang' } });
  const client = new AbortController();
  const parts = partsOf(await askParts(deferred, inParts, {}, client.signal));
  await parts.next();
  client.abort();
  await expect(parts.next()).rejects.toThrow();
  await expect.poll(() => lines('request')).toMatchObject([{ outcome: 'left', upstreamRequests: 2 }]);
  expect(lines('upstream failure')).toMatchObject([{ source: 'BURKI', abandoned: true }]);
});

test.each([
  ['a client that accepts no parts', deferred, 'application/json', {}],
  [
    '`if: false`',
    deferred.replace('label', 'if: $now, label').replace('{', 'query ($now: Boolean!) {'),
    inParts,
    { now: false },
  ],
  ['an alias `then`', deferred.replace('status', 'then: status status'), inParts, {}],
])('the response to %s is whole', async (_, query, accept, variables) => {
  const { askParts, cost } = await open();
  const response = await askParts(query, accept, variables);
  const [answer, ...rest] = await allOf(partsOf(response));
  expect(rest).toEqual([]);
  expect(answer).toMatchObject({
    data: { callByDatabaseId: { status: 'COMPLETED', transcript: [{ speaker: 'AGENT' }] } },
  });
  expect(cost()).toEqual([cheap, dear]);
});

const fragments = (count: number) => '... @defer { status } '.repeat(count);
const inner =
  '{ callByDatabaseId(databaseId: 101) { transcript { call { ...F } } } } fragment F on Call { ... @defer { sid } }';

test.each([
  [
    `{ callByDatabaseId(databaseId: 101) { ${fragments(11)} } }`,
    'The query may have at most 10 fragments with `@defer`; this one has 11.',
    'QUERY_TOO_EXPENSIVE',
  ],
  [
    inner,
    'The query may have at most 0 fragments with `@defer` within a `transcript` or `turns`; this one has 1.',
    'QUERY_TOO_EXPENSIVE',
  ],
  [
    deferred.replace('}\n', '... @defer(label: "said") { sid } }\n'),
    '`label` of `@defer` must be unique in the document.',
    'GRAPHQL_VALIDATION_FAILED',
  ],
])('%s is refused', async (query, message, code) => {
  const { askParts, cost } = await open();
  const [answer] = await allOf(partsOf(await askParts(query)));
  expect(answer).toMatchObject({ errors: [{ message, extensions: { code } }] });
  expect(cost()).toEqual([]);
});

test('a page whose calls each defer costs the same as without @defer', async () => {
  const { askParts, cost } = await open({ gateway: { maxUpstreamRequests: 40 } });
  const page = (first: number) =>
    `{ calls(first: ${first}) { edges { node { id ... @defer { transcript { text } } } } } }`;
  const parts = await allOf(partsOf(await askParts(page(5))));
  expect(JSON.stringify(parts).match(/"transcript":/g)).toHaveLength(5);
  expect(cost()).toHaveLength(7);
  const [refused] = await allOf(partsOf(await askParts(page(50))));
  expect(refused).toMatchObject({ errors: [{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }] });
  expect(cost()).toEqual([]);
});

test('an error of the first part has its code too', async () => {
  const { askParts } = await open();
  const query = deferred.replace('{', '{ failing: callBySid(sid: "call_fault503") { status }');
  const [first] = await allOf(partsOf(await askParts(query)));
  expect(first).toMatchObject({
    data: { failing: null },
    errors: [{ path: ['failing'], extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER' } }],
  });
});

test('a client that does not read its parts is dropped', async () => {
  const { onResponse } = useMultipartTimeout({ patienceMs: 20 });
  const response = new Response(null, { headers: { 'content-type': 'multipart/mixed; boundary="-"' } });
  const server = await listen(
    (_, res) => {
      // The plugin reads nothing else of Yoga's payload.
      void onResponse?.({ response, serverContext: { res } } as never);
      res.write('---');
    },
    '127.0.0.1',
    0,
  );
  onTestFinished(server.close);
  await expect(fetch(server.url).then(unread => unread.text())).rejects.toThrow();
});
