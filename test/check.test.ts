import { createServer as createTlsServer } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Fault, startBurkiSandbox, startButterSandbox } from '../src/sandbox/index.ts';
import { checkSources } from '../src/server/check-sources.ts';
import { freePort } from './listen.ts';
import { openServer } from './local-server.ts';
import { addresses } from './resilience/addresses.ts';
import { main, openFolder, run } from './run-main.ts';
import { configOf, type Environment } from './settings.ts';
import { createSelfSigned, withoutOpenssl } from './upstream/certificates.ts';

/** Timeouts that leave time for a busy machine. */
const patient = {
  UPSTREAM_TIMEOUT_MS: '30000',
  UPSTREAM_CONNECT_TIMEOUT_MS: '29000',
  REQUEST_DEADLINE_MS: '60000',
};

/** Both sandboxes in the place of the real APIs. */
async function openApis() {
  const butter = await startButterSandbox();
  const burki = await startBurkiSandbox();
  onTestFinished(async () => void (await Promise.all([butter.close(), burki.close()])));
  const env = {
    BUTTER_URL: butter.url,
    BUTTER_API_KEY: butter.apiKey,
    BURKI_URL: burki.url,
    BURKI_API_KEY: burki.apiKey,
    ...patient,
  };
  return { butter, burki, env };
}

const check = (env: Environment) => checkSources(configOf(env));

test('each source is asked once, and is ok', async () => {
  const { butter, burki, env } = await openApis();
  expect(await check(env)).toEqual({
    lines: [`Butter: ok (${butter.url})`, `Burki: ok (${burki.url})`],
    isOk: true,
  });
  expect([...butter.requests, ...burki.requests].map(({ url }) => url)).toEqual([
    expect.stringMatching(/^\/api\/calls\?limit=\d$/),
    expect.stringMatching(/^\/api\/v1\/calls\/\?/),
  ]);
});

/** Timeouts that end within the test, in which the other source still answers. */
const impatient = { UPSTREAM_TIMEOUT_MS: '1000', UPSTREAM_CONNECT_TIMEOUT_MS: '900' };

const status = (code: number): Fault => ({ kind: 'status', status: code });
const outcomes: readonly [string, Fault, string][] = [
  ['401', status(401), '401, it refuses BURKI_API_KEY'],
  ['403', status(403), '403, it refuses BURKI_API_KEY'],
  ['404', status(404), '404, it has no list of calls there: look at BURKI_URL'],
  [
    'a 404 page',
    { kind: 'status', status: 404, body: '<!doctype html>' },
    '404, it has no list of calls there: look at BURKI_URL',
  ],
  [
    'a redirect',
    { kind: 'redirect', location: '/elsewhere' },
    '307, it has no list of calls there: look at BURKI_URL',
  ],
  ['429', status(429), '429, it allows no more requests just now'],
  ['500', status(500), '500, it answered with an error'],
  ['503', status(503), '503, it answered with an error'],
  ['a hang', { kind: 'hang' }, 'timeout, it did not answer within UPSTREAM_TIMEOUT_MS'],
  ['a reset', { kind: 'reset' }, 'reset, it closed the connection'],
  [
    'a page',
    { kind: 'body', body: '<!doctype html>' },
    'not as its API answers: Burki answered with something that is not JSON.',
  ],
  [
    'other JSON',
    { kind: 'body', body: '{"a":1}' },
    'not as its API answers: Burki answered its list of calls without a list.',
  ],
];

test.each(outcomes)('%s is told by its name, after one request', async (_, fault, expected) => {
  const { butter, burki, env } = await openApis();
  burki.play({ fault });
  const limits = fault.kind === 'hang' ? impatient : {};
  expect(await check({ ...env, ...limits })).toEqual({
    lines: [`Butter: ok (${butter.url})`, `Burki: ${expected} (${burki.url})`],
    isOk: false,
  });
  expect([butter.requests.length, burki.requests.length]).toEqual([1, 1]);
});

describe('an address without a working server is told by the reason:', () => {
  const butterAt = async (url: string, env: Environment = {}) => {
    const butter = { BUTTER_URL: url, BUTTER_API_KEY: 'a-key', UPSTREAM_CONNECT_TIMEOUT_MS: '200' };
    return (await check({ ...butter, ...env })).lines[0];
  };

  test('refused', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await butterAt(url)).toBe(`Butter: refused, no server listens there: look at BUTTER_URL (${url})`);
  });

  test('refused, by a proxy perhaps', async () => {
    const env = { HTTPS_PROXY: `http://127.0.0.1:${await freePort()}` };
    expect(await butterAt('https://butter.invalid', env)).toBe(
      'Butter: refused, no server listens there: look at BUTTER_URL, HTTP_PROXY and HTTPS_PROXY (https://butter.invalid)',
    );
  });

  test('dns', async () => {
    // A label of more than 63 characters is refused before any DNS server is asked.
    const url = `http://${'x'.repeat(64)}.invalid`;
    expect(await butterAt(url)).toBe(
      `Butter: dns, no address is known for its name: look at BUTTER_URL (${url})`,
    );
  });

  test('connect-timeout', async () => {
    const { url, close } = await addresses.deaf();
    onTestFinished(close);
    expect(await butterAt(url)).toBe(
      `Butter: connect-timeout, it accepts no connection: a firewall may be in between (${url})`,
    );
  });

  test.skipIf(withoutOpenssl)('tls and its code', async () => {
    const port = await openServer(createTlsServer(createSelfSigned(), (_, response) => response.end('{}')));
    expect(await butterAt(`https://localhost:${port}`)).toBe(
      `Butter: tls DEPTH_ZERO_SELF_SIGNED_CERT, its certificate is not accepted: NODE_EXTRA_CA_CERTS names a private authority (https://localhost:${port})`,
    );
  });

  test('a server without tls', async () => {
    const { port } = new URL((await openApis()).butter.url);
    expect(await butterAt(`https://127.0.0.1:${port}`)).toBe(
      `Butter: tls ERR_SSL_WRONG_VERSION_NUMBER, no TLS connection is possible there: look at BUTTER_URL (https://127.0.0.1:${port})`,
    );
  });
});

test('a source that is off or a sandbox is not asked, and is no failure', async () => {
  expect(await check({ SANDBOX: 'butter' })).toEqual({
    lines: [
      'Butter: sandbox, a built-in stand-in that is not asked',
      'Burki: off, because BURKI_API_KEY is not set',
    ],
    isOk: true,
  });
});

describe('switchboard check', () => {
  const runCheck = async (env: Record<string, string>) => run([main, 'check'], await openFolder(), env);

  test('prints a line for each source, and exits with 0', async () => {
    const { butter, burki, env } = await openApis();
    const program = await runCheck(env);
    expect(await program.ended).toBe(0);
    expect(program.printed).toEqual({
      out: `Butter: ok (${butter.url})\nBurki: ok (${burki.url})\nCosts: no rates to USD, because COST_RATES is not set\nIndex: off, because INDEX is not on\n`,
      err: '',
    });
  });

  test('exits with 1 when one source fails, and prints no key', async () => {
    const { env } = await openApis();
    const program = await runCheck({ ...env, BUTTER_API_KEY: 'hush-hush' });
    expect(await program.ended).toBe(1);
    expect(program.printed.out).toMatch(
      /^Butter: 401, it refuses BUTTER_API_KEY .*\nBurki: ok .*\nCosts: .*\nIndex: off, .*\n$/,
    );
    expect(program.printed.out + program.printed.err).not.toContain('hush');
  });

  test('exits with 1 on wrong settings', async () => {
    const program = await runCheck({ PORT: 'x', BUTTER_CREDIT_PRICE: '0.01 USD', COST_RATES: 'EUR=1 GBP' });
    expect(await program.ended).toBe(1);
    expect(program.printed.err).toContain('PORT: expected');
    expect(program.printed.err).toContain('BUTTER_CREDIT_PRICE: replaced by COST_RATES');
    expect(program.printed.err).toContain('COST_RATES: expected rates in the currency of COST_CURRENCY');
  });

  test('prints the rates by which costs are converted', async () => {
    const program = await runCheck({
      SANDBOX: 'butter',
      COST_CURRENCY: 'EUR',
      COST_RATES: 'CREDITS=0.02 EUR',
    });
    expect(await program.ended).toBe(0);
    expect(program.printed.out).toContain('\nCosts: converted to EUR by CREDITS=0.02 EUR\n');
  });

  test('stands in the help', async () => {
    const program = run([main, '--help'], await openFolder());
    expect(await program.ended).toBe(0);
    expect(program.printed.out).toMatch(/^ {2}check {7}sends one request to each source/m);
  });
});
