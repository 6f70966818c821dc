import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { refusalIn } from '../abuse/doors.ts';
import { openFrontDoor } from '../front-door.ts';
import { listen } from '../listen.ts';

/** The `request.body` that a framework sets after it has read the stream; undefined if it sets none. */
type Reader = (bytes: Buffer) => unknown;

const readers: Readonly<Record<string, Reader>> = {
  'a parsed object': bytes => JSON.parse(bytes.toString()),
  'a string': bytes => bytes.toString(),
  'a Buffer': bytes => bytes,
};

/** A program whose middleware reads each body before the gateway gets the request; null passes it on unread. */
async function openProgram(fastPath: boolean, initial: Reader | null = null) {
  const door = await openFrontDoor({ gateway: { fastPath } });
  let reader = initial;
  const server = createServer(
    async (request: IncomingMessage & { body?: unknown }, response: ServerResponse) => {
      const read = reader;
      if (read) request.body = read(await buffer(request));
      door.gateway.listener(request, response);
    },
  );
  const url = `http://127.0.0.1:${await listen(server)}/graphql`;
  onTestFinished(() => void server.close());
  return {
    ...door,
    useReader: (next: Reader | null) => {
      reader = next;
    },
    send: (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) =>
      fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }),
  };
}

const query = '{ callByDatabaseId(databaseId: 101) { status } }';
const answer = { data: { callByDatabaseId: { status: 'COMPLETED' } } };
const small = JSON.stringify({ query });
/** Too large for the fast path. */
const large = JSON.stringify({ query, extensions: { padding: 'x'.repeat(100_000) } });

describe.each([
  ['the fast path', true],
  ['Yoga', false],
] as const)('through %s,', (_, fastPath) => {
  describe.each(Object.entries(readers))('a body that was read and is %s', (_, reader) => {
    test('is answered', async () => {
      const { send } = await openProgram(fastPath, reader);
      for (const body of [small, large]) expect(await (await send(body)).json()).toEqual(answer);
    });

    test('is answered after decompression by the program', async () => {
      const { send } = await openProgram(fastPath, reader);
      const headers = { 'content-encoding': 'gzip' };
      expect(await (await send(small, headers)).json()).toEqual(answer);
    });

    test('has the limits of a body that is read by the gateway', async () => {
      const { send, cost } = await openProgram(fastPath, reader);
      const response = await send(JSON.stringify({ query, extensions: { padding: 'x'.repeat(256_000) } }));
      expect(response.status).toBe(413);
      expect((await refusalIn(response)).code).toBe('BAD_USER_INPUT');
      expect(cost()).toEqual([]);
    });

    test('has them after decompression too', async () => {
      const inflated = JSON.stringify({ query, extensions: { padding: 'x'.repeat(256_000) } });
      const program = await openProgram(fastPath, () => reader(Buffer.from(inflated)));
      expect((await program.send(gzipSync(small), { 'content-encoding': 'gzip' })).status).toBe(413);
    });
  });

  test('a Buffer that is still compressed is decompressed', async () => {
    const { send } = await openProgram(fastPath, bytes => bytes);
    const headers = { 'content-encoding': 'gzip' };
    expect(await (await send(gzipSync(small), headers)).json()).toEqual(answer);
    const bomb = gzipSync(JSON.stringify({ query, extensions: { padding: 'x'.repeat(256_000) } }));
    expect((await send(bomb, headers)).status).toBe(413);
  });

  test.each([
    ['nothing', undefined],
    ['a value that is no JSON', () => {}],
    [
      'a value in a circle',
      Object.assign([], { 0: {} }).map((item: object) => Object.assign(item, { item })),
    ],
  ])('a body that was read and left %s is refused with a reason', async (_, left) => {
    const { send, cost } = await openProgram(fastPath, () => left);
    const response = await send(small);
    expect(response.status).toBe(400);
    expect(await refusalIn(response)).toEqual({
      message:
        'The body was read before it reached the gateway, and `request.body` does not hold it: pass the request on ' +
        'unread, or with its body.',
      code: 'BAD_USER_INPUT',
    });
    expect(cost()).toEqual([]);
  });

  test('a body of null is refused as one that is read by the gateway', async () => {
    const { send } = await openProgram(fastPath, () => null);
    const response = await send('null');
    expect([response.status, (await refusalIn(response)).message]).toEqual([
      400,
      'The body must be a JSON object.',
    ]);
  });

  test('an unread body counts, whatever `request.body` says', async () => {
    const door = await openFrontDoor({ gateway: { fastPath } });
    const server = createServer((request, response) => {
      door.gateway.listener(Object.assign(request, { body: { query: '{ nothing }' } }), response);
    });
    const port = await listen(server);
    onTestFinished(() => void server.close());
    const init = { method: 'POST', body: small, headers: { 'content-type': 'application/json' } };
    expect(await (await fetch(`http://127.0.0.1:${port}/graphql`, init)).json()).toEqual(answer);
  });

  test('a form that was parsed is refused, because a page may send it to other sites', async () => {
    const { send, cost } = await openProgram(fastPath, bytes => ({
      query: new URLSearchParams(bytes.toString()).get('query'),
    }));
    const form = new URLSearchParams({ query }).toString();
    const response = await send(form, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(response.status).toBe(415);
    expect(cost()).toEqual([]);
  });

  test('a document as text is answered', async () => {
    const { send } = await openProgram(fastPath, bytes => bytes.toString());
    const response = await send(query, { 'content-type': 'application/graphql' });
    expect(await response.json()).toEqual(answer);
  });

  test('any JSON is answered alike, however it was read', async () => {
    const { send, useReader } = await openProgram(fastPath);
    const text = fc.constantFrom(
      query,
      '{ callByDatabaseId(databaseId: $id) { status } }',
      '',
      '{',
      'query A { a }',
    );
    const bodies = fc.oneof(
      fc.record(
        { query: text, variables: fc.jsonValue(), operationName: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(...Object.values(readers)), async (body, reader) => {
        // A JSON text that is a string alone cannot be told from one that was left unparsed.
        fc.pre(typeof body !== 'string');
        const answerTo = async (read: Reader | null) => {
          useReader(read);
          const response = await send(JSON.stringify(body));
          return [response.status, await response.text()];
        };
        expect(await answerTo(reader)).toEqual(await answerTo(null));
      }),
    );
  });
});

describe('a Request', () => {
  test.each([{}, { accept: 'application/json;q=0.9, */*;q=0.1' }])(
    'whose body was read is refused with a reason, with the headers %j',
    async headers => {
      const { gateway } = await openFrontDoor();
      const request = new Request('http://switchboard.test/graphql', {
        method: 'POST',
        body: small,
        headers: { 'content-type': 'application/json', ...headers },
      });
      await request.text();
      const response = await gateway.fetch(request);
      expect(response.status).toBe(400);
      expect((await refusalIn(response)).message).toContain('read before it reached the gateway');
    },
  );

  test.each<[string, RequestInit]>([
    ['an answer', { method: 'POST', body: small, headers: { 'content-type': 'application/json' } }],
    ['a preflight', { method: 'OPTIONS' }],
    ['a refusal', {}],
    ['the headers alone', { method: 'HEAD' }],
  ])('gets %s as a Response of this runtime, as Next requires', async (_, init) => {
    const { gateway } = await openFrontDoor();
    expect(await gateway.fetch(new Request('http://switchboard.test/graphql', init))).toBeInstanceOf(
      Response,
    );
  });
});
