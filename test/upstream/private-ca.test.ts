import { createServer } from 'node:https';
import { describe, expect, test } from 'vitest';
import { openServer } from '../local-server.ts';
import { runMain } from '../run-main.ts';
import { createCertificates, withoutOpenssl } from './certificates.ts';
import { openForwardProxy } from './forward-proxy.ts';

const address = /listening: .* at (http:\S+)/;
const dead = 'http://127.0.0.1:9';

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

test('the sandboxes are reached although proxies are set that do not run', async () => {
  const program = await runMain({ PORT: '0', HTTP_PROXY: dead, HTTPS_PROXY: dead, http_proxy: dead });
  const url = await program.says(address);
  expect(await ask(url, '{ callByDatabaseId(databaseId: 101) { agentName } }')).toEqual({
    data: { callByDatabaseId: { agentName: 'ServiceBot' } },
  });
});

describe.skipIf(withoutOpenssl)('a source with a certificate of a private authority, behind a proxy', () => {
  /** A Butter that knows no call, and a gateway of its own process that asks it through a tunnel. */
  async function openGateway(trusts: (authority: string) => Record<string, string>) {
    const { authority, key, cert } = createCertificates('butter.invalid');
    const server = createServer({ key, cert }, (_, response) => {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"no such call"}');
    });
    const proxy = await openForwardProxy(await openServer(server));
    const program = await runMain({
      ...{ PORT: '0', BUTTER_URL: 'https://butter.invalid', BUTTER_API_KEY: 'a-key' },
      ...{ HTTPS_PROXY: proxy.url, ...trusts(authority) },
    });
    return { proxy, url: await program.says(address) };
  }

  const query = '{ callBySid(sid: "call_1") { status } }';

  test('is reached if NODE_EXTRA_CA_CERTS names the authority', async () => {
    const { proxy, url } = await openGateway(authority => ({ NODE_EXTRA_CA_CERTS: authority }));
    expect(await ask(url, query)).toEqual({ data: { callBySid: null } });
    expect(proxy.tunnels).toEqual(['butter.invalid:443']);
  });

  test('is not reached otherwise', async () => {
    const { url } = await openGateway(() => ({}));
    expect(await ask(url, query)).toMatchObject({
      data: { callBySid: null },
      errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER' } }],
    });
  });
});
