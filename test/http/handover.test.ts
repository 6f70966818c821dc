import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { openWatched } from '../observability/watched.ts';

// A request that the fast path hands over to Yoga keeps its state: it is admitted, counted and logged once.

const apiKeys = [{ name: 'billing', key: 'a-key-of-sixteen-signs' }];
const call = '{ callBySid(sid: "call_abc123def456") { status } }';

async function openListener() {
  const access = { apiKeys, tokens: null, requestsPerMinute: 1, trustProxy: false };
  const watched = await openWatched({ gateway: { access, explain: true } });
  const { url, close } = await listen(watched.gateway.listener, '127.0.0.1', 0);
  onTestFinished(close);
  const send = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': 'a-key-of-sixteen-signs',
        'x-request-id': 'handed-over-1',
        'x-switchboard-explain': '1',
        ...headers,
      },
      body: JSON.stringify({ query }),
    });
  return { ...watched, send };
}

test.each([
  ['that wants a trace', `query Handed ${call}`, { 'apollo-federation-include-trace': 'ftv1' }],
  [
    'that is answered in parts',
    'query Handed { callBySid(sid: "call_abc123def456") { status ... @defer { turns { events { text } } } } }',
    { accept: 'multipart/mixed, application/json' },
  ],
])(
  'a request %s has one log line with its caller, operation and upstream requests',
  async (_, query, headers) => {
    const { send, lines, value } = await openListener();
    const response = await send(query, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toBe('handed-over-1');
    await response.text();
    await expect.poll(() => lines('request')).toHaveLength(1);
    const [line] = lines('request');
    expect(line).toMatchObject({ requestId: 'handed-over-1', operationName: 'Handed', caller: 'billing' });
    expect(line).toMatchObject({ outcome: 'ok', upstreamRequests: 1, retries: 0 });
    expect(await value('switchboard_requests_total', { outcome: 'ok' })).toBe(1);
  },
);

test('a request explains the upstream requests that Yoga made for it', async () => {
  const { send } = await openListener();
  const response = await send(call, { 'apollo-federation-include-trace': 'ftv1' });
  const { extensions } = await response.json();
  expect(extensions.explain.upstreamRequests).toHaveLength(1);
});

test('a refused request has one log line, and is counted once against the rate limit', async () => {
  const { send, lines } = await openListener();
  expect((await send('{ nope }')).status).toBe(200);
  expect((await send(call)).status).toBe(429);
  expect(lines('request')).toMatchObject([
    { outcome: 'refused', codes: ['GRAPHQL_VALIDATION_FAILED'], caller: 'billing', upstreamRequests: 0 },
    { outcome: 'refused', codes: ['RATE_LIMITED'], caller: null },
  ]);
});
