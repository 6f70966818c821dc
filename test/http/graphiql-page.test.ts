import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { describe, expect, test } from 'vitest';
import { createGraphiqlPage } from '../../src/http/yoga/graphiql-page.ts';
import { entranceNames, openEntrance } from '../abuse/doors.ts';

type Entrance = Awaited<ReturnType<typeof openEntrance>>;

/** Requests GraphiQL without decoding the response, which `fetch` would do. */
async function ask({ url, door }: Entrance, headers: Record<string, string> = {}, method = 'GET') {
  const asked = { method, headers: { accept: 'text/html', ...headers } } as const;
  if (url === 'http://switchboard.test') {
    const response = await door.gateway.fetch(new Request(`${url}/graphql`, asked));
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    };
  }
  const { statusCode, body, ...answer } = await request(`${url}/graphql`, { ...asked, dispatcher });
  return { status: statusCode, headers: answer.headers, body: Buffer.from(await body.arrayBuffer()) };
}

const dispatcher = new Agent({ pipelining: 1 });

const decoders = { br: brotliDecompressSync, gzip: gunzipSync };

describe.each(entranceNames)('GraphiQL through %s', name => {
  test('is sent compressed in the encoding that the client prefers, with the same content', async () => {
    const entrance = await openEntrance(name);
    const plain = await ask(entrance);
    expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
    expect(plain.headers['vary']).toContain('Accept-Encoding');
    for (const [accepted, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0.5, gzip', 'gzip'],
    ] as const) {
      const { status, headers, body } = await ask(entrance, { 'accept-encoding': accepted });
      expect([status, headers['content-encoding']]).toEqual([200, encoding]);
      expect(headers['content-length']).toBe(String(body.length));
      expect(headers['vary']).toContain('Accept-Encoding');
      expect(body.length).toBeLessThan(plain.body.length / 3);
      expect(decoders[encoding](body).equals(plain.body)).toBe(true);
    }
  });

  test.each(['deflate', 'identity', 'br;q=0, gzip;q=0', 'identity, br;q=0.5'])(
    'is sent as it is to a client with Accept-Encoding: %s',
    async accepted => {
      const { status, headers } = await ask(await openEntrance(name), { 'accept-encoding': accepted });
      expect([status, headers['content-encoding']]).toEqual([200, undefined]);
    },
  );

  test('is sent as it is with compression off, where a proxy compresses', async () => {
    const entrance = await openEntrance(name, { gateway: { compression: false } });
    const { headers } = await ask(entrance, { 'accept-encoding': 'br' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['etag']).toMatch(/^"[\w-]+"$/);
  });

  test('is not sent again to a browser that holds it', async () => {
    const entrance = await openEntrance(name);
    for (const encoding of ['br', 'gzip', 'identity']) {
      const accepting = { 'accept-encoding': encoding };
      const page = await ask(entrance, accepting);
      const etag = String(page.headers['etag']);
      expect(page.headers['cache-control']).toBe('no-cache');
      for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await ask(entrance, { ...accepting, 'if-none-match': held });
        expect([again.status, again.body.length]).toEqual([304, 0]);
        for (const header of ['etag', 'cache-control', 'content-security-policy', 'vary'])
          expect([header, again.headers[header]]).toEqual([header, page.headers[header]]);
      }
    }
  });

  test('is sent to a browser that holds another version or encoding', async () => {
    const entrance = await openEntrance(name);
    const { headers } = await ask(entrance, { 'accept-encoding': 'gzip' });
    for (const held of ['"other"', String(headers['etag']), ''])
      expect((await ask(entrance, { 'accept-encoding': 'br', 'if-none-match': held })).status).toBe(200);
  });

  test('has its headers at HEAD, without the body', async () => {
    const entrance = await openEntrance(name);
    const accepting = { 'accept-encoding': 'br' };
    const [get, head] = [await ask(entrance, accepting), await ask(entrance, accepting, 'HEAD')];
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const header of ['content-encoding', 'etag', 'content-type'])
      expect([header, head.headers[header]]).toEqual([header, get.headers[header]]);
  });
});

const now = () => Date.parse('2026-03-10T12:00:00Z');

test('the page is rendered and compressed once a day for each encoding', async () => {
  let time = now();
  const page = createGraphiqlPage({ explain: false, now: () => time });
  const pages = await Promise.all([page('br'), page('br'), page('gzip')]);
  expect(pages[1]).toBe(pages[0]);
  expect(await page('br')).toBe(pages[0]);
  expect(pages[2]?.etag).not.toBe(pages[0]?.etag);
  expect((await createGraphiqlPage({ explain: false, now })('br')).etag).toBe(pages[0]?.etag);
  expect((await createGraphiqlPage({ explain: true, now })('br')).etag).not.toBe(pages[0]?.etag);
  time += 86_400_000;
  const [next, nextAgain] = await Promise.all([page('br'), page('br')]);
  expect(next.etag).not.toBe(pages[0]?.etag);
  expect(nextAgain).toBe(next);
});
