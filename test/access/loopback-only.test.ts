import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configOf, startQuietly } from '../settings.ts';
import { bearer, goodKey } from './asking.ts';

type Headers = Readonly<Record<string, string>>;

/** Asks a started gateway with any headers, `Host` among them, which `fetch` does not allow. */
async function open(environment: Record<string, string> = {}) {
  const { url, stop } = await startQuietly(configOf({ PORT: '0', ...environment }));
  onTestFinished(stop);
  return (path: string, headers: Headers = {}) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request(new URL(url), { path, headers, agent: false }, async response =>
        resolve({ status: response.statusCode, body: await text(response) }),
      )
        .on('error', reject)
        .end();
    });
}

const query = '/graphql?query={__typename}';
const data = '{"data":{"__typename":"Query"}}';
const page = { accept: 'text/html' };
const rebound = { host: 'evil.example:4000' };
const forwarding = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-prefix',
  'x-original-forwarded-for',
  'x-real-ip',
  'x-client-ip',
  'via',
  'cdn-loop',
  'cf-connecting-ip',
  'cf-ray',
  'true-client-ip',
  'fly-client-ip',
  'fastly-client-ip',
  'x-envoy-external-address',
];
/** Headers that clients on this machine send, though they look similar. */
const direct = ['x-client', 'x-real', 'viable', 'ip', 'x-forward', 'cfg', 'sec-fetch-site', 'x-request-id'];

describe('with open access on a loopback host,', () => {
  test.each(['localhost', 'LOCALHOST:4000', '127.0.0.1', '127.1.2.3:80', '[::1]', '[::1]:4000'])(
    'a request to %s is answered',
    async host => {
      const ask = await open();
      expect(await ask(query, { host })).toEqual({ status: 200, body: data });
      expect((await ask('/metrics', { host })).status).toBe(200);
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    '0.0.0.0',
    '[::2]',
    'localhost:4000/graphql',
  ])(
    'a request to "%s" is refused, because any web page can resolve its name to this machine',
    async host => {
      const ask = await open();
      const { status, body } = await ask(query, { host });
      expect(status).toBe(403);
      expect(JSON.parse(body)).toEqual({
        errors: [
          {
            message:
              'Only this machine may ask here, directly and by a name such as localhost: set API_KEYS to let in others ' +
              'who have a key, or OPEN_ACCESS=on to let in everyone.',
            extensions: { code: 'FORBIDDEN', retryable: false },
          },
        ],
      });
    },
  );

  test.each(forwarding)('a request that a proxy forwarded with %s is refused', async name => {
    const ask = await open();
    expect((await ask(query, { [name]: '192.0.2.1' })).status).toBe(403);
    expect((await ask(query, { [name]: '' })).status).toBe(403);
  });

  test('any header X-Forwarded-* is such a header, in any case, and no other header is', async () => {
    const ask = await open();
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(word, fc.subarray(direct), async (suffix, names) => {
        const others = Object.fromEntries(names.map(name => [name, 'none']));
        expect((await ask(query, others)).status).toBe(200);
        expect((await ask(query, { ...others, [`X-Forwarded-${suffix}`]: '' })).status).toBe(403);
      }),
    );
  });

  test.each(['/metrics', '/ready', '/nothing', 'http://localhost/graphql?query={__typename}'])(
    '%s is refused in the same way',
    async path => {
      expect((await (await open())(path, rebound)).status).toBe(403);
    },
  );

  test('the GraphiQL page is refused for another host', async () => {
    const ask = await open();
    expect((await ask('/graphql', page)).status).toBe(200);
    expect((await ask('/graphql', { ...page, ...rebound })).status).toBe(403);
  });

  test('a request target in absolute form of another host is refused', async () => {
    const ask = await open();
    expect((await ask(`http://localhost${query}`)).body).toBe(data);
    expect((await ask(`http://evil.example${query}`)).status).toBe(403);
  });
});

describe.each<[string, Record<string, string>, Headers]>([
  ['OPEN_ACCESS is on', { OPEN_ACCESS: 'on', SANDBOX: 'butter,burki' }, {}],
  ['a key is wanted', { API_KEYS: goodKey, SANDBOX: 'butter,burki' }, bearer(goodKey)],
])('where %s,', (_, environment, credentials) => {
  test('any Host and any proxy are accepted', async () => {
    const ask = await open(environment);
    expect((await ask(query, { ...credentials, ...rebound })).body).toBe(data);
    expect((await ask(query, { ...credentials, via: '1.1 proxy' })).body).toBe(data);
    expect((await ask('/ready', rebound)).status).toBe(200);
  });

  test('metrics are refused, to this machine too', async () => {
    const ask = await open(environment);
    for (const headers of [{}, rebound, { via: '1.1 proxy' }])
      expect((await ask('/metrics', headers)).status).toBe(403);
  });
});
