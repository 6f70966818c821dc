import { createServer } from 'node:http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jwksTimes } from '../../src/access/jwks.ts';
import { createJwtVerifier } from '../../src/access/jwt.ts';
import { readConfig } from '../../src/config/index.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { maskError } from '../../src/errors/mask-error.ts';
import { createSigner, openIdentityProvider } from '../access/identity-provider.ts';
import { openServer } from '../local-server.ts';
import { openForwardProxy } from './forward-proxy.ts';
import { answering, connectTo, openHost } from './http-host.ts';

/** Nobody listens there. */
const deadProxy = 'http://127.0.0.1:9';
const everywhere = { httpProxy: deadProxy, httpsProxy: deadProxy, noProxy: '' };

const openPort = () => openServer(createServer(answering(200, '{"a":1}')));

test('a source is reached through the configured proxy, over kept-alive connections', async () => {
  const proxy = await openForwardProxy(await openPort());
  const { get } = connectTo(
    'http://butter.invalid/v1',
    { connections: 1 },
    { ...withoutProxy, httpProxy: proxy.url },
  );
  for (const path of ['/a', '/b', '/c']) expect(await get(path)).toEqual({ a: 1 });
  expect(proxy.tunnels).toEqual(['butter.invalid:80']);
});

test('the credentials in the URL of a proxy are sent to it', async () => {
  const proxy = await openForwardProxy(await openPort());
  const httpProxy = proxy.url.replace('//', '//me:hush%20hush@');
  expect(await connectTo('http://butter.invalid', {}, { ...withoutProxy, httpProxy }).get()).toEqual({
    a: 1,
  });
  expect(proxy.credentials).toEqual([`Basic ${Buffer.from('me:hush hush').toString('base64')}`]);
});

test.each(['butter.invalid', '.invalid', 'other.example, butter.invalid:80', '*'])(
  'a host that NO_PROXY names as "%s" is reached without the proxy',
  async noProxy => {
    const proxy = await openForwardProxy(await openPort());
    const settings = { httpProxy: proxy.url, httpsProxy: '', noProxy };
    const { failureOf } = connectTo('http://butter.invalid', {}, settings);
    expect(await failureOf()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(proxy.tunnels).toEqual([]);
  },
);

test('no loopback host is reached through a proxy, whatever is set', async () => {
  const host = await openHost(answering(200, '{"a":1}'));
  const { port } = new URL(host.url);
  const names = fc.oneof(
    fc.constantFrom('localhost', 'LOCALHOST', '127.0.0.1', '127.1'),
    fc.ipV4().map(address => address.replace(/^\d+/, '127')),
  );
  const noProxy = fc.constantFrom('', 'example.com', '!localhost');
  await fc.assert(
    fc.asyncProperty(names, noProxy, async (name, noProxy) => {
      const { get } = connectTo(`http://${name}:${port}`, {}, { ...everywhere, noProxy });
      // Only 127.0.0.1 has a listener; another address of the range must be refused by itself, not by a proxy.
      if (new URL(`http://${name}`).hostname.match(/^(localhost|127\.0\.0\.1)$/))
        expect(await get()).toEqual({ a: 1 });
      else await get().catch(() => {});
    }),
    { numRuns: 20 },
  );
});

test.each([407, 502, 503])('a proxy that answers %i leaves its source unavailable', async status => {
  const proxy = await openForwardProxy(await openPort(), status);
  const httpProxy = proxy.url.replace('//', '//me:hush-hush@');
  const failure = await connectTo('http://butter.invalid', {}, { ...withoutProxy, httpProxy }).failureOf();
  expect(failure).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    details: { retryable: true, countsAgainst: 'host' },
  });
  expect(JSON.stringify(maskError(failure))).not.toMatch(/hush|127\.0\.0\.1|invalid/);
});

test('a proxy that ends the connection in place of an answer gets one connection for an attempt', async () => {
  const proxy = await openForwardProxy(0, 'end');
  const settings = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: '' };
  for (const url of ['http://butter.invalid', 'https://butter.invalid']) {
    const failure = await connectTo(url, { attemptTimeoutMs: 1_000 }, settings).failureOf();
    expect(failure).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { reason: 'proxy' } });
  }
  expect(proxy.tunnels).toEqual(['butter.invalid:80', 'butter.invalid:443']);
});

test('a proxy that does not run leaves its source unavailable', async () => {
  const failure = await connectTo('http://butter.invalid', {}, everywhere).failureOf();
  expect(failure).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', details: { countsAgainst: 'host' } });
});

test('signing keys are fetched through the configured proxy', async () => {
  const signer = await createSigner('key-1');
  const { rules } = await openIdentityProvider([signer]);
  const proxy = await openForwardProxy(Number(new URL(rules.jwksUrl).port));
  const verify = createJwtVerifier({
    ...rules,
    jwksUrl: 'http://login.invalid/jwks',
    proxy: { ...withoutProxy, httpProxy: proxy.url },
    now: Date.now,
    times: jwksTimes,
  });
  expect(await verify(await signer.sign())).toEqual({ name: 'alice', authMethod: 'JWT' });
  expect(proxy.tunnels).toEqual(['login.invalid:80']);
});

test('a proxy that ends the connection gets one connection for a fetch of signing keys', async () => {
  const signer = await createSigner('key-1');
  const { rules } = await openIdentityProvider([signer]);
  const proxy = await openForwardProxy(0, 'end');
  const verify = createJwtVerifier({
    ...rules,
    jwksUrl: 'https://login.invalid/jwks',
    proxy: { ...withoutProxy, httpsProxy: proxy.url },
    now: Date.now,
    times: { ...jwksTimes, timeoutMs: 1_000 },
  });
  await expect(verify(await signer.sign())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(proxy.tunnels).toEqual(['login.invalid:443']);
});

test.each([
  [{ HTTPS_PROXY: 'http://proxy.example:3128' }, { httpsProxy: 'http://proxy.example:3128' }],
  [{ https_proxy: 'https://me:a@proxy.example' }, { httpsProxy: 'https://me:a@proxy.example' }],
  [{ HTTP_PROXY: 'proxy.example:3128' }, { httpProxy: 'http://proxy.example:3128' }],
  [{ HTTP_PROXY: 'http://a.example', http_proxy: 'http://b.example' }, { httpProxy: 'http://b.example' }],
  [{ HTTP_PROXY: '', no_proxy: 'a.example, .b.example' }, { noProxy: 'a.example, .b.example' }],
])('%o has the meaning that it has for curl', (env, expected) => {
  expect(readConfig(env)).toMatchObject({ config: { proxy: { ...withoutProxy, ...expected } } });
});

test.each(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy'])('%s with another scheme stops the start', name => {
  expect(readConfig({ [name]: 'socks5://hush-hush:1080' })).toEqual({
    problems: [`${name.toUpperCase()}: expected the http or https address of a proxy`],
  });
});

test('a proxy that hung takes no connection of its source beyond the time for connecting', async () => {
  const proxy = await openForwardProxy(await openPort());
  const hung = proxy.hang();
  const { get, failureOf } = connectTo(
    'http://butter.invalid',
    { connections: 2, connectTimeoutMs: 200, attemptTimeoutMs: 400 },
    { ...withoutProxy, httpProxy: proxy.url },
  );
  const failures = await Promise.all([failureOf('/a'), failureOf('/b'), failureOf('/c')]);
  for (const failure of failures) expect(failure).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  hung.end();
  await expect.poll(() => get('/d').catch(() => null)).toEqual({ a: 1 });
});

test.each(['localhost.', 'switchboard.localhost', '0.0.0.0', '[::]', '[::ffff:127.0.0.1]', '127.1'])(
  'a request to %s is never sent to a proxy',
  async host => {
    const proxy = await openForwardProxy(await openPort());
    const settings = { httpProxy: proxy.url, httpsProxy: '', noProxy: '' };
    await connectTo(`http://${host}:9`, {}, settings).failureOf();
    expect(proxy.tunnels).toEqual([]);
  },
);
