import { createServer } from 'node:https';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openServer } from '../local-server.ts';
import { createSelfSigned, withoutOpenssl } from './certificates.ts';
import { connectTo } from './http-host.ts';

async function openSecureHost() {
  const reused: boolean[] = [];
  const long = JSON.stringify('x'.repeat(300_000));
  const server = createServer(createSelfSigned(), (request, response) => {
    response.setHeader('connection', request.url === '/last' ? 'close' : 'keep-alive');
    response.end(request.url === '/long' ? long : '{}');
  });
  server.on('secureConnection', socket => reused.push(socket.isSessionReused()));
  const port = await openServer(server);
  return { client: connectTo(`https://localhost:${port}`, { maxBodyBytes: 1_000_000 }), reused };
}

describe.skipIf(withoutOpenssl)('over TLS', () => {
  test('a host with an untrusted certificate never gets a request', async () => {
    const { client } = await openSecureHost();
    expect(await client.failureOf('/a')).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  test('responses are complete, over one connection, and the next connection resumes its session', async () => {
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
