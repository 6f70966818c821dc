import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failureReasons } from '../../src/domain/failure-reason.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { transportError } from '../../src/upstream/upstream-errors.ts';
import type { FrontDoorOptions } from '../front-door.ts';
import { impatient, plainLimits } from '../front-door.ts';
import { freePort } from '../listen.ts';
import { openServer } from '../local-server.ts';
import { addresses } from '../resilience/addresses.ts';
import { createSelfSigned, withoutOpenssl } from '../upstream/certificates.ts';
import { openWatched, type Watched } from './watched.ts';

const query = '{ callBySid(sid: "call_abc123def456") { status } }';

/** The log line and the counter of one failed attempt. */
async function failureIn(watched: Watched) {
  const { errors } = await watched.ask(query);
  const [line = {}, ...others] = watched.lines('upstream failure');
  expect(others).toEqual([]);
  const { code, reason, tlsCode } = line as Record<string, string>;
  expect(errors?.[0]?.extensions['code']).toBe(code);
  expect(JSON.stringify(errors)).not.toMatch(/reason|tls/i);
  const labels = { source: 'BUTTER', reason: reason ?? '' };
  expect(await watched.value('switchboard_upstream_unavailable_total', labels)).toBe(1);
  return { code, reason, tlsCode };
}

const at = (url: string, options: FrontDoorOptions = {}) =>
  openWatched({ urls: { BUTTER: url }, ...options });
const unavailable = (reason: string, tlsCode: string | null = null) => ({
  code: 'UPSTREAM_UNAVAILABLE',
  reason,
  tlsCode,
});
const late = (reason: string) => ({ code: 'UPSTREAM_TIMEOUT', reason, tlsCode: null });

describe('a log line has the reason', () => {
  test('of a port on which no server listens', async () => {
    expect(await failureIn(await at(`http://127.0.0.1:${await freePort()}`))).toEqual(unavailable('refused'));
  });

  test('of a name that no DNS server resolves', async () => {
    // A label of more than 63 characters is refused before any DNS server is asked.
    expect(await failureIn(await at(`http://${'x'.repeat(64)}.invalid`))).toEqual(unavailable('dns'));
  });

  test.skipIf(withoutOpenssl)('of a certificate that is not trusted, with its code', async () => {
    const port = await openServer(createTlsServer(createSelfSigned(), (_, response) => response.end('{}')));
    const failure = await failureIn(await at(`https://localhost:${port}`));
    expect(failure).toEqual(unavailable('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'));
  });

  test('of a server that accepts no connection in time', async () => {
    const { url, close } = await addresses.deaf();
    onTestFinished(close);
    const gateway = { limits: { ...plainLimits, connectTimeoutMs: 500 } };
    expect(await failureIn(await at(url, { gateway }))).toEqual(late('connect-timeout'));
  });

  test('of a proxy that refuses the tunnel', async () => {
    const port = await openServer(
      createHttpServer().on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')),
    );
    const proxy = { ...withoutProxy, httpProxy: `http://127.0.0.1:${port}` };
    expect(await failureIn(await at('http://butter.invalid', { gateway: { proxy } }))).toEqual(
      unavailable('proxy'),
    );
  });

  test.each([
    ['a reset', { kind: 'reset' }, unavailable('reset')],
    ['a response that never comes', { kind: 'hang' }, late('timeout')],
    ['a 503', { kind: 'status', status: 503 }, unavailable('status')],
  ] as const)('of %s', async (_, fault, expected) => {
    const watched = await openWatched(fault.kind === 'hang' ? { gateway: impatient } : {});
    watched.butter.play({ fault });
    expect(await failureIn(watched)).toEqual(expected);
  });

  test('of a deadline of the client request', async () => {
    const gateway = { deadlineMs: 200, limits: { ...plainLimits, attemptTimeoutMs: 20_000 } };
    const watched = await openWatched({ gateway });
    watched.butter.play({ fault: { kind: 'hang' } });
    expect(await failureIn(watched)).toEqual(late('deadline'));
  });

  test('of an open breaker', async () => {
    const breaker = { ...plainLimits.breaker, failures: 1, openMs: 60_000 };
    const watched = await openWatched({ gateway: { limits: { ...plainLimits, breaker } } }, 'debug');
    watched.butter.play({ fault: { kind: 'reset' } });
    for (let count = 0; count < 2; count += 1) await watched.ask(query);
    expect(watched.lines('upstream not asked')).toMatchObject([{ reason: 'breaker', refused: 'breaker' }]);
  });
});

test('any cause without a response has a reason of the closed set, and a code of TLS alone', () => {
  const title = { name: 'BUTTER', title: 'Butter' } as const;
  const codes = fc.oneof(
    fc.constantFrom(
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'EPROTO',
    ),
    fc.constantFrom('ERR_SSL_WRONG_VERSION_NUMBER', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_NOT_YET_VALID'),
    fc.constantFrom(
      'EAI_AGAIN',
      'ENOTFOUND',
      'ECONNRESET',
      'ETIMEDOUT',
      'UND_ERR_SOCKET',
      'UND_ERR_DESTROYED',
    ),
    fc.stringMatching(/^[A-Z_]{1,20}$/),
    fc.constantFrom('toString', 'constructor', '__proto__'),
    fc.string(),
  );
  fc.assert(
    fc.property(codes, fc.boolean(), (code, timedOut) => {
      const { details, ...failure } = transportError(title, Object.assign(new Error(), { code }), timedOut);
      const isTls = /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED_|EPROTO$)\w*$/.test(code);
      if (isTls) expect(details).toMatchObject({ reason: 'tls', tlsCode: code, countsAgainst: 'host' });
      if (failure.code === 'UPSTREAM_UNAVAILABLE' || failure.code === 'UPSTREAM_TIMEOUT')
        expect(failureReasons).toContain(details.reason);
      expect(details.tlsCode ?? '').toMatch(/^[A-Z0-9_]{0,120}$/);
    }),
    { numRuns: 500 },
  );
});
