import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gzipBomb } from './abuse-table.ts';
import { entranceNames, inPieces, openEntrance, post, refusalIn } from './doors.ts';

const mostBytes = 256_000;
const query = '{ __typename }';
const json = { 'content-type': 'application/json' };
const gzipped = { ...json, 'content-encoding': 'gzip' };

/** A good request of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const body = JSON.stringify({ query, variables: { padding: '' } });
  return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
}

describe.each(entranceNames)('%s', name => {
  test('accepts a body of 256 kB, whole or in chunks', async () => {
    const { send } = await openEntrance(name);
    for (const body of [bodyOf(mostBytes), inPieces(bodyOf(mostBytes), 10_000)]) {
      const response = await send('/graphql', post(body));
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    }
  });

  test('refuses a larger body with 413, whole or in chunks', async () => {
    const { send } = await openEntrance(name);
    for (const body of [bodyOf(mostBytes + 1), inPieces(bodyOf(mostBytes + 1), 10_000)]) {
      const response = await send('/graphql', post(body));
      expect(response.status).toBe(413);
      expect(await refusalIn(response)).toEqual({
        message: 'The body may have at most 256000 bytes.',
        code: 'BAD_USER_INPUT',
      });
    }
  });

  test('stops reading an endless body at the limit', async () => {
    const { send } = await openEntrance(name);
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 100_000;
        if (sent > 50_000_000) return controller.close();
        controller.enqueue(new Uint8Array(100_000));
      },
    });
    const response = await send('/graphql', post(endless));
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(10_000_000);
  });

  test('accepts a gzip body, whole or in chunks', async () => {
    const { send } = await openEntrance(name);
    for (const encoding of ['gzip', 'GZIP'])
      for (const body of [gzipSync(bodyOf(mostBytes)), inPieces(gzipSync(bodyOf(mostBytes)), 7)]) {
        const response = await send('/graphql', post(body, { ...json, 'content-encoding': encoding }));
        expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
      }
  });

  test.each([
    ['a byte too much', gzipSync(bodyOf(mostBytes + 1))],
    ['200 MB', gzipBomb],
    ['nothing, but from more bytes than it may have', Buffer.alloc(mostBytes + 20, gzipSync(''))],
  ])('refuses with 413 a body that decompresses into %s', async (_, body) => {
    const { send } = await openEntrance(name);
    for (const sent of [body, inPieces(body, 10_000)]) {
      const response = await send('/graphql', post(sent, gzipped));
      expect(response.status).toBe(413);
      expect((await refusalIn(response)).message).toBe('The body may have at most 256000 bytes.');
    }
  });

  test.each([
    ['no gzip', 'secret'],
    ['nothing', ''],
    ['half of it', gzipSync(bodyOf(1_000)).subarray(0, 40)],
    ['gzip of what is no JSON', gzipSync('secret')],
    ['gzip without its sum', gzipSync('{"query":"{__typename}"}').subarray(0, -8)],
  ])('refuses %s as gzip with 400 and does not repeat it', async (_, body) => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', post(body, gzipped));
    expect(response.status).toBe(400);
    const answer = await response.text();
    expect(answer).toContain('BAD_USER_INPUT');
    expect(answer).not.toContain('secret');
  });

  test.each(['br', 'deflate', 'x-unknown', 'identity, gzip', 'gzip, gzip'])(
    'refuses a body that is encoded as %s with 415',
    async encoding => {
      const { send } = await openEntrance(name);
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      const response = await send('/graphql', post(gzipSync(bodyOf(1_000)), headers));
      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('gzip, identity');
      expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
    },
  );

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/graphql+json',
  ])('accepts JSON as %s', async type => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', post(JSON.stringify({ query }), { 'content-type': type }));
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('accepts a bare document as application/graphql', async () => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', post(query, { 'content-type': 'application/graphql' }));
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    'text/plain, application/json',
    '',
  ])(
    'refuses a body of type "%s" with 415, because any web page can send it without a preflight',
    async type => {
      const { send } = await openEntrance(name);
      const response = await send('/graphql', post(JSON.stringify({ query }), { 'content-type': type }));
      expect(response.status).toBe(415);
      expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
    },
  );

  test.each(['{"query": "{ secret }"', 'secret', '', '\u{feff}{}', `${'['.repeat(100_000)}secret`])(
    'refuses a malformed JSON body with 400 and does not repeat it (%#)',
    async body => {
      const { send } = await openEntrance(name);
      const response = await send('/graphql', post(body));
      expect(response.status).toBe(400);
      const answer = await response.text();
      expect(answer).toContain('BAD_USER_INPUT');
      expect(answer).not.toContain('secret');
    },
  );

  test.each([
    ['a batch', '[{"query":"{__typename}"}]', 'batches'],
    ['an empty batch', '[]', 'batches'],
    ['null', 'null', 'object'],
    ['a string', '"{__typename}"', 'object'],
    ['no query', '{}', 'query'],
    ['an operation name that is no name', '{"query":"{__typename}","operationName":{}}', 'operationName'],
    ['a parameter that does not exist', '{"query":"{__typename}","__proto__":{"a":1}}', 'parameter'],
    ['variables as a list', '{"query":"{__typename}","variables":[]}', 'variables'],
    [`${'['.repeat(5)}… as variables`, `{"query":"{__typename}","variables":${nested(50_000)}}`, 'variables'],
  ])('refuses %s with 400', async (_, body, word) => {
    const { send } = await openEntrance(name);
    const response = await send('/graphql', post(body));
    expect(response.status).toBe(400);
    const { message, code } = await refusalIn(response);
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(word);
  });
});

test('decompression of a zip bomb stops at the limit', async () => {
  const { send } = await openEntrance('gateway.fetch');
  const megabytes = gzipBomb.length / 1_000;
  let left = gzipBomb;
  const slowly = new ReadableStream({
    pull(controller) {
      if (left.length === 0) return controller.close();
      controller.enqueue(left.subarray(0, 1_000));
      left = left.subarray(1_000);
    },
  });
  expect((await send('/graphql', post(slowly, gzipped))).status).toBe(413);
  expect(left.length).toBeGreaterThan((megabytes - 20) * 1_000);
});

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

test('a body that breaks off does not affect later requests', async () => {
  const { url, send } = await openEntrance('node:http');
  const head =
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(`${head}{"query":`);
  expect(await text(socket)).not.toContain('500');
  const response = await send('/graphql', post(JSON.stringify({ query })));
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test.each([
  ['announced', `content-length: 1000000\r\n\r\n${'x'.repeat(1_000)}`],
  [
    'found',
    `transfer-encoding: chunked\r\n\r\n${(mostBytes + 1).toString(16)}\r\n${'x'.repeat(mostBytes + 1)}\r\n`,
  ],
])(
  'a body that is %s to be too large is answered before its end, and the connection is closed',
  async (_, rest) => {
    const { url } = await openEntrance('node:http');
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`${head}${rest}`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toContain('The body may have at most 256000 bytes.');
  },
);
