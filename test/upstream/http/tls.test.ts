import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connectTo } from '../http-host.ts';

function missingOpenssl(): string | false {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'there is no openssl to make a certificate with';
  }
}

const withoutOpenssl = missingOpenssl();
if (withoutOpenssl) console.warn(`Tests with TLS are skipped: ${withoutOpenssl}`);

/** A certificate of its own, which nobody trusts. */
function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync('openssl', ['req', '-x509', ...made, '-subj', '/CN=localhost', '-days', '1'], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

async function openSecureHost() {
  const reused: boolean[] = [];
  const long = JSON.stringify('x'.repeat(300_000));
  const server = createServer(selfSigned(), (request, response) => {
    response.setHeader('connection', request.url === '/last' ? 'close' : 'keep-alive');
    response.end(request.url === '/long' ? long : '{}');
  });
  server.on('secureConnection', socket => reused.push(socket.isSessionReused()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { client: connectTo(`https://localhost:${port}`, { maxBodyBytes: 1_000_000 }), reused };
}

describe.skipIf(withoutOpenssl)('over TLS', () => {
  test('a host whose certificate nobody trusts is never asked', async () => {
    const { client } = await openSecureHost();
    expect(await client.failureOf('/a')).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('answers come whole, over one connection, and the next connection goes on with its session', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { client, reused } = await openSecureHost();
    expect(await client.get('/a')).toEqual({});
    expect(await client.get('/long')).toHaveLength(300_000);
    expect(await client.get('/last')).toEqual({});
    expect(await client.get('/a')).toEqual({});
    expect(reused).toEqual([false, true]);
  });
});
