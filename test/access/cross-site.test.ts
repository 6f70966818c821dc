import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withCrossSiteRejected } from '../../src/server/cross-site.ts';
import { listen } from '../../src/server/http-server.ts';
import { openWatched } from '../observability/watched.ts';
import { configOf, startQuietly } from '../settings.ts';
import { bearer, goodKey } from './asking.ts';

type Headers = Readonly<Record<string, string>>;

interface Sent {
  readonly method?: string;
  readonly headers?: Headers;
}

const query = '{ callByDatabaseId(databaseId: 101) { status } }';
const byGet = `/graphql?query=${encodeURIComponent(query)}`;
const data = '{"data":{"callByDatabaseId":{"status":"COMPLETED"}}}';
const listed = 'https://app.example.com';

/** Sends any headers, because `fetch` forbids those that browsers alone may set. */
const sendTo = (url: string, path: string, { method = 'GET', headers = {} }: Sent) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const all = { 'content-type': 'application/json', ...headers };
    request(url, { path, method, headers: all, agent: false }, async response =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    )
      .on('error', reject)
      .end(method === 'POST' ? JSON.stringify({ query }) : '');
  });

/** A gateway without authentication behind the check, through either door. */
async function openGuarded(fastPath: boolean, graphiql = true) {
  const corsOrigins = [listed];
  const watched = await openWatched({ gateway: { fastPath, graphiql, corsOrigins } });
  const { clientError } = watched.observer;
  const listener = withCrossSiteRejected({ corsOrigins, graphiql }, clientError, watched.gateway.listener);
  const { url, close } = await listen(listener, '127.0.0.1', 0);
  onTestFinished(close);
  return { ...watched, send: (path: string, sent: Sent) => sendTo(url, path, sent) };
}

const page = {
  'sec-fetch-mode': 'navigate',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
};

describe.each([
  ['the fast path', true],
  ['Yoga', false],
] as const)('in front of %s,', (_, fastPath) => {
  test.each([
    ['cross-site', 'POST', '/graphql', {}],
    ['cross-site', 'GET', byGet, { 'sec-fetch-mode': 'no-cors' }],
    ['cross-site', 'GET', byGet, { origin: 'null' }],
    ['same-site', 'POST', '/graphql', { origin: 'http://localhost:5173' }],
    ['same-site', 'GET', byGet, {}],
    ['cross-site', 'POST', '/graphql', page],
    ['cross-site', 'GET', '/graphql/', page],
    ['cross-site', 'GET', byGet, { ...page, accept: '*/*' }],
    ['cross-site', 'GET', byGet, { ...page, accept: 'text/html;q=0, application/json' }],
    ['cross-site', 'OPTIONS', '/graphql', { origin: 'https://evil.example' }],
  ])('a %s %s of %s is refused, and the refusal names CORS_ORIGINS', async (site, method, path, more) => {
    const { send, cost, value } = await openGuarded(fastPath);
    const { status, body } = await send(path, { method, headers: { ...more, 'sec-fetch-site': site } });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toEqual({
      errors: [
        {
          message:
            'A web page of another origin may not use a gateway without credentials: name its origin in CORS_ORIGINS ' +
            'to allow it.',
          extensions: { code: 'FORBIDDEN', retryable: false },
        },
      ],
    });
    expect(cost()).toEqual([]);
    expect(await value('switchboard_client_errors_total', { reason: 'cross-site' })).toBe(1);
  });

  test('an origin of CORS_ORIGINS is answered', async () => {
    const { send } = await openGuarded(fastPath);
    const headers = { 'sec-fetch-site': 'cross-site', origin: listed };
    expect(await send('/graphql', { method: 'POST', headers })).toEqual({ status: 200, body: data });
    expect(await send(byGet, { headers })).toEqual({ status: 200, body: data });
  });

  test.each([undefined, 'same-origin', 'none'])(
    'a request with Sec-Fetch-Site %s is answered',
    async site => {
      const { send } = await openGuarded(fastPath);
      const headers = site === undefined ? {} : { 'sec-fetch-site': site };
      expect(await send('/graphql', { method: 'POST', headers })).toEqual({ status: 200, body: data });
      expect(await send(byGet, { headers })).toEqual({ status: 200, body: data });
    },
  );

  test('a link leads to GraphiQL, even with a query, which is not run', async () => {
    const { send, cost } = await openGuarded(fastPath);
    const headers = { ...page, 'sec-fetch-site': 'cross-site' };
    for (const path of ['/graphql', byGet]) {
      const { status, body } = await send(path, { headers });
      expect([status, body.includes('YogaGraphiQL')]).toEqual([200, true]);
    }
    expect((await send('/', { headers })).status).toBe(200);
    expect(cost()).toEqual([]);
  });

  test('a link to the graph is refused where GraphiQL is off', async () => {
    const { send, cost } = await openGuarded(fastPath, false);
    expect((await send(byGet, { headers: { ...page, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect(cost()).toEqual([]);
  });

  test('whatever else a foreign page sends, no upstream request is made for it', async () => {
    const { send, cost } = await openGuarded(fastPath);
    const sent = fc.record({
      method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'PUT'),
      headers: fc.record(
        {
          'sec-fetch-site': fc.constantFrom('cross-site', 'same-site', 'cross-site, same-origin', '', 'x'),
          'sec-fetch-mode': fc.constantFrom('navigate', 'cors', 'no-cors', 'same-origin', 'websocket'),
          'sec-fetch-dest': fc.constantFrom('document', 'iframe', 'image', 'script', 'empty'),
          origin: fc.constantFrom(
            'null',
            'https://evil.example',
            `${listed}.evil.example`,
            'http://localhost',
          ),
          accept: fc.constantFrom('text/html', '*/*', 'application/json', 'text/html;q=0, application/json'),
        },
        { requiredKeys: ['sec-fetch-site'] },
      ),
    });
    await fc.assert(
      fc.asyncProperty(sent, fc.constantFrom('/graphql', byGet), async (init, path) => {
        const { status, body } = await send(path, init);
        expect([status, cost()]).toEqual([body.includes('YogaGraphiQL') ? 200 : 403, []]);
      }),
    );
  });
});

const crossSite = { 'sec-fetch-site': 'cross-site' };

async function open(environment: Record<string, string>) {
  const { url, stop } = await startQuietly(configOf({ PORT: '0', ...environment }));
  onTestFinished(stop);
  return (path: string, sent: Sent) => sendTo(url, path, sent);
}

test('a started gateway without authentication refuses foreign pages, at every path', async () => {
  const send = await open({});
  for (const path of ['/graphql?query={__typename}', '/metrics', '/ready', '/nothing'])
    expect((await send(path, { headers: crossSite })).status).toBe(403);
  expect((await send('/graphql', { headers: { ...crossSite, ...page } })).status).toBe(200);
});

test.each<[string, Record<string, string>, Headers]>([
  ['a key is wanted', { API_KEYS: goodKey, SANDBOX: 'butter,burki' }, bearer(goodKey)],
  ['OPEN_ACCESS is on', { OPEN_ACCESS: 'on', SANDBOX: 'butter,burki' }, {}],
])('where %s, pages of any site may send requests', async (_, environment, credentials) => {
  const send = await open(environment);
  const headers = { ...crossSite, ...credentials };
  expect((await send('/graphql?query={__typename}', { headers })).status).toBe(200);
});
