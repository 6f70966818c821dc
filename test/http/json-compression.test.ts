import { randomBytes } from 'node:crypto';
import { request as nodeRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentEncodingFor } from '../../src/http/compression.ts';
import { createJsonCompression } from '../../src/http/json-compression.ts';
import { type Entrance, openEntrance, post } from '../abuse/doors.ts';
import type { FrontDoorOptions } from '../front-door.ts';

const large = `{ calls(first: 100) { edges { cursor node {
  id sid source status direction startedAt endedAt duration customerNumber agentNumber agentName cost { total }
} } } }`;
const small = '{ callByDatabaseId(databaseId: 101) { status } }';

/** The ways of a request: Yoga by the Fetch API, the fast path, and Yoga behind node:http. */
const ways = {
  'gateway.fetch': ['gateway.fetch', {}],
  'the fast path': ['node:http', { gateway: { fastPath: true } }],
  'Yoga on node:http': ['node:http', { gateway: { fastPath: false } }],
} as const;

async function openWay(way: keyof typeof ways, options: FrontDoorOptions = {}) {
  const [entrance, fixed] = ways[way];
  const gateway = { ...options.gateway, ...('gateway' in fixed && fixed.gateway) };
  return openEntrance(entrance, { ...options, gateway });
}

interface Raw {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

const json = { 'content-type': 'application/json', accept: 'application/json' };

/** Sends a query and returns the bytes of the response, which `fetch` would decode. */
async function ask(
  { url, door }: Entrance,
  query: string,
  headers: Record<string, string> = {},
): Promise<Raw> {
  const body = JSON.stringify({ query });
  if (url === 'http://switchboard.test') {
    const asked = new Request(`${url}/graphql`, post(body, { ...json, ...headers }));
    const response = await door.gateway.fetch(asked);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: lowerCase(response.headers), body: bytes };
  }
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    nodeRequest(`${url}/graphql`, {
      method: 'POST',
      headers: { ...json, 'content-length': length, ...headers },
    })
      .on('response', async response =>
        resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) }),
      )
      .on('error', reject)
      .end(body);
  });
}

const lowerCase = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value]));

function decoded({ headers, body }: Raw): string {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(body).toString();
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}

describe.each(Object.keys(ways) as (keyof typeof ways)[])('through %s', way => {
  test('a large answer is compressed in the encoding that the client prefers, for the same requests', async () => {
    const entrance = await openWay(way);
    const plain = await ask(entrance, large);
    expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
    const cost = entrance.door.cost();
    expect(cost.length).toBeGreaterThan(1);
    for (const [accepted, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0.2, gzip;q=0.8', 'gzip'],
    ]) {
      const answer = await ask(entrance, large, { 'accept-encoding': accepted ?? '' });
      expect([answer.status, answer.headers['content-encoding']]).toEqual([200, encoding]);
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      expect(answer.headers['vary']).toContain('Accept-Encoding');
      expect(answer.headers['content-type']).toBe(plain.headers['content-type']);
      expect(answer.body.length).toBeLessThan(plain.body.length / 3);
      expect(decoded(answer)).toBe(plain.body.toString());
      expect(entrance.door.cost()).toEqual(cost);
    }
  });

  test('a small answer is not compressed', async () => {
    const { status, headers, body } = await ask(await openWay(way), small, { 'accept-encoding': 'br, gzip' });
    expect([status, headers['content-encoding'], headers['vary']]).toEqual([200, undefined, undefined]);
    expect(body.toString()).toBe('{"data":{"callByDatabaseId":{"status":"COMPLETED"}}}');
  });

  test('nothing is compressed with compression off, where a proxy compresses', async () => {
    const entrance = await openWay(way, { gateway: { compression: false } });
    const { headers, body } = await ask(entrance, large, { 'accept-encoding': 'br' });
    expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, undefined]);
    expect(JSON.parse(body.toString()).data.calls.edges).toHaveLength(100);
  });

  test('whatever encodings a client accepts, it can read the answer', async () => {
    const entrance = await openWay(way);
    const plain = await ask(entrance, large);
    const range = fc
      .tuple(
        fc.constantFrom('br', 'gzip', 'x-gzip', 'identity', 'deflate', '*'),
        fc.constantFrom('', ';q=0', ';q=0.3', ';q=1', ' ; q=0.7'),
      )
      .map(parts => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 4 }), async ranges => {
        const accepted = ranges.join(', ');
        const answer = await ask(entrance, large, { 'accept-encoding': accepted });
        expect(answer.headers['content-encoding'] ?? null).toBe(contentEncodingFor(accepted));
        expect(decoded(answer)).toBe(plain.body.toString());
      }),
      { numRuns: 15 },
    );
  });

  test('an answer in parts is not compressed, because each part is sent at once', async () => {
    const deferred = `{ ... @defer { deferred: calls(first: 50) { edges { node { id sid agentName } } } }
      calls(first: 100) { edges { node { id sid status agentName customerNumber } } } }`;
    const accepting = { accept: 'multipart/mixed, application/json', 'accept-encoding': 'br, gzip' };
    const { headers, body } = await ask(await openWay(way), deferred, accepting);
    expect(headers['content-type']).toContain('multipart/mixed');
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.toString()).toContain('"hasNext":false');
  });

  test('an answer of megabytes, which is written in slices, is compressed too', async () => {
    const entrance = await openWay(way);
    const line = { call_id: 101, content: 'That would be great – é', is_final: true, speaker: 'user' };
    const lines = Array.from({ length: 20_000 }, (_, id) => ({ ...line, id }));
    const body = JSON.stringify(lines);
    entrance.door.burki.play({ route: 'transcript', fault: { kind: 'body', body } });
    const query = '{ callByDatabaseId(databaseId: 101) { transcript { index text speaker } } }';
    const answer = await ask(entrance, query, { 'accept-encoding': 'br' });
    expect(answer.headers['content-encoding']).toBe('br');
    const text = decoded(answer);
    expect(text.length).toBeGreaterThan(1_000_000);
    const { transcript } = JSON.parse(text).data.callByDatabaseId;
    expect(transcript).toHaveLength(20_000);
    expect(transcript.at(-1)).toEqual({ index: 19_999, text: line.content, speaker: 'CUSTOMER' });
  });

  test('a large answer with errors is compressed with them', async () => {
    const failing = large.replace(/\}$/, 'callBySid(sid: "call_fault503") { sid } }');
    const answer = await ask(await openWay(way), failing, { 'accept-encoding': 'br' });
    expect(answer.headers['content-encoding']).toBe('br');
    const { data, errors } = JSON.parse(decoded(answer));
    expect(data.calls.edges).toHaveLength(100);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });
});

test('a compressed answer to GET may be kept for a moment, by its encoding', async () => {
  const { send } = await openEntrance('gateway.fetch');
  const path = `/graphql?query=${encodeURIComponent(large)}`;
  const headers = { accept: 'application/json', 'accept-encoding': 'gzip' };
  const [get, head] = [await send(path, { headers }), await send(path, { headers, method: 'HEAD' })];
  for (const response of [get, head]) {
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('cache-control')).toBe('private, max-age=1');
    const vary = response.headers.get('vary')?.split(', ');
    expect(vary?.filter(name => name === 'Accept-Encoding')).toHaveLength(1);
  }
  expect(JSON.parse(gunzipSync(await get.arrayBuffer()).toString()).data.calls.edges).toHaveLength(100);
  expect(await head.text()).toBe('');
});

test('the response cache keeps each form of an answer for the clients that accept it', async () => {
  const cache = { memoryBytes: 10_000_000, settledAfterMs: 0, shareConversations: false };
  const entrance = await openWay('the fast path', { gateway: { cache } });
  const list = await ask(entrance, '{ calls(first: 20) { edges { node { id } } } }');
  const ids = JSON.parse(list.body.toString()).data.calls.edges.map(({ node }: { node: object }) => node);
  const said = 'transcript { text speaker startOffset endOffset at }';
  const many = `{ ${ids.map(({ id }: { id: string }, at: number) => `a${at}: call(id: "${id}") { id ${said} }`).join(' ')} }`;
  const plain = await ask(entrance, many);
  expect(plain.body.length).toBeGreaterThan(10_000);
  for (let times = 0; times < 3; times += 1)
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await ask(entrance, many, { 'accept-encoding': encoding });
      expect(answer.headers['content-encoding'] ?? 'identity').toBe(encoding);
      expect(decoded(answer)).toBe(plain.body.toString());
      // The third time the response comes from the cache, in its own form.
      if (times === 2) expect(entrance.door.cost()).toEqual([]);
      entrance.door.cost();
    }
});

describe('compression', () => {
  test('is refused below 10,000 characters, and without an encoding', async () => {
    const compressJson = createJsonCompression();
    expect(compressJson('x'.repeat(9_999), 'br')).toBeNull();
    expect(compressJson('x'.repeat(10_000), null)).toBeNull();
    expect(await compressJson('x'.repeat(10_000), 'br')).toBeInstanceOf(Buffer);
  });

  test('is refused while 16 million characters are being compressed, and then no longer', async () => {
    const compressJson = createJsonCompression();
    const body = randomBytes(5_000_000).toString('hex');
    const first = compressJson(body, 'gzip');
    expect(first).not.toBeNull();
    expect(compressJson(body, 'gzip')).toBeNull();
    const little = compressJson(body.slice(0, 20_000), 'br');
    expect(await little).not.toBeNull();
    await first;
    expect(await compressJson(body, 'br')).toBeInstanceOf(Buffer);
  });

  test('of a single larger answer is not refused', async () => {
    const compressJson = createJsonCompression();
    expect(await compressJson('x'.repeat(17_000_000), 'gzip')).toBeInstanceOf(Buffer);
  });
});
