import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { maxActivePerConnection, maxWaitingPerConnection } from '../../src/server/pipelining.ts';
import { openSocket } from '../observability/half-open.ts';

/** A server whose requests the test answers itself, in any order. */
async function openServer() {
  const begun: { readonly path: string; readonly response: ServerResponse }[] = [];
  let onBegun = () => {};
  const server = await listen(
    ({ url = '' }: IncomingMessage, response) => {
      if (url === '/at-once') return void response.end('at once');
      begun.push({ path: url, response });
      onBegun();
    },
    '127.0.0.1',
    0,
  );
  onTestFinished(async () => void (await server.drain(0)));
  return {
    url: server.url,
    begun,
    async untilBegun(count: number): Promise<void> {
      while (begun.length < count)
        await new Promise<void>(resolve => {
          onBegun = resolve;
        });
    },
    /** Lets another client in, which gets its answer at once. */
    async askAside(): Promise<void> {
      await (await fetch(`${server.url}/at-once`, { headers: { connection: 'close' } })).text();
    },
  };
}

const requestOf = (path: number, more = ''): string => `GET /${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const requests = (count: number): string =>
  Array.from({ length: count }, (_, index) => requestOf(index)).join('');
const pathsIn = (received: string): string[] =>
  [...received.matchAll(/<(.*?)>/g)].map(([, path = '']) => path);
const paths = (count: number): string[] => Array.from({ length: count }, (_, index) => `/${index}`);

test('of pipelined requests only a few are begun, and other clients are answered meanwhile', async () => {
  const { url, begun, untilBegun, askAside } = await openServer();
  await openSocket(url, requests(1_000));
  await untilBegun(maxActivePerConnection);
  for (let time = 0; time < 20; time += 1) await askAside();
  expect(begun.map(({ path }) => path)).toEqual(paths(maxActivePerConnection));
});

test('in whatever pieces requests come and in whatever order they are answered, each is begun and answered in turn', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.nat({ max: 1_500 }), { maxLength: 6 }),
      fc.infiniteStream(fc.nat({ max: maxActivePerConnection - 1 })),
      async (count, cuts, choices) => {
        const { url, begun, untilBegun } = await openServer();
        const socket = await openSocket(url, '');
        const received = text(socket);
        const sent = requests(count - 1) + requestOf(count - 1, 'Connection: close\r\n');
        const ends = [...cuts.map(cut => cut % sent.length).sort((a, b) => a - b), sent.length];
        let at = 0;
        for (const end of ends) {
          socket.write(sent.slice(at, end));
          at = end;
        }
        const answered = new Set<number>();
        let inTurn = 0;
        while (inTurn < count) {
          // A response waits for those before it, so that only a response in turn makes room for the next request.
          await untilBegun(Math.min(count, inTurn + maxActivePerConnection));
          expect(begun.length).toBeLessThanOrEqual(inTurn + maxActivePerConnection);
          const open = begun.map((_, index) => index).filter(index => !answered.has(index));
          const chosen = open[(choices.next().value ?? 0) % open.length] ?? 0;
          begun[chosen]?.response.end(`<${begun[chosen]?.path}>`);
          answered.add(chosen);
          while (answered.has(inTurn)) inTurn += 1;
        }
        expect(begun.map(({ path }) => path)).toEqual(paths(count));
        expect(pathsIn(await received)).toEqual(paths(count));
      },
    ),
    { numRuns: 30 },
  );
});

test('other connections have a turn between requests that are answered at once', async () => {
  let answered = 0;
  const perTurn: number[] = [];
  const server = await listen(
    (_, response) => {
      if (answered === 0)
        setImmediate(function note() {
          perTurn.push(answered - perTurn.reduce((sum, count) => sum + count, 0));
          if (answered < 2_000) setImmediate(note);
        });
      // A microtask, as after a cache hit.
      void Promise.resolve().then(() => response.end('<>'));
      answered += 1;
    },
    '127.0.0.1',
    0,
  );
  onTestFinished(async () => void (await server.drain(0)));
  const socket = await openSocket(server.url, '');
  const received = text(socket);
  socket.write(requests(1_999) + requestOf(1_999, 'Connection: close\r\n'));
  expect(pathsIn(await received)).toHaveLength(2_000);
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2 * maxActivePerConnection);
});

test('a request with a body that waits is answered with its whole body', async () => {
  const bodies: string[] = [];
  const held: (() => void)[] = [];
  const server = await listen(
    async (request, response) => {
      if (request.method === 'GET') return void held.push(() => response.end('<held>'));
      const body = await text(request);
      bodies.push(body);
      response.end(`<${body.length}>`);
    },
    '127.0.0.1',
    0,
  );
  onTestFinished(async () => void (await server.drain(0)));
  const socket = await openSocket(server.url, requests(maxActivePerConnection));
  const received = text(socket);
  const body = 'x'.repeat(200_000);
  const post = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n`;
  socket.write(`${post}\r\n${body}${post}Connection: close\r\n\r\n${body}`);
  await expect.poll(() => held.length).toBe(maxActivePerConnection);
  expect(bodies).toEqual([]);
  for (const answer of held) answer();
  expect(pathsIn(await received)).toEqual([...held.map(() => 'held'), '200000', '200000']);
  expect(bodies).toEqual([body, body]);
});

test('the server reads no further while many requests of a connection wait, and loses none', async () => {
  const { url, begun, untilBegun, askAside } = await openServer();
  let parsed = 0;
  const count = (message: unknown) => {
    if ((message as { readonly request: IncomingMessage }).request.url !== '/at-once') parsed += 1;
  };
  subscribe('http.server.request.start', count);
  onTestFinished(() => void unsubscribe('http.server.request.start', count));
  const total = 20_000;
  const socket = await openSocket(url, '');
  const received = text(socket);
  socket.write(requests(total - 1) + requestOf(total - 1, 'Connection: close\r\n'));
  await untilBegun(maxActivePerConnection);
  for (let time = 0; time < 30; time += 1) await askAside();
  // node:http parses all requests of one chunk before it returns to the event loop.
  expect(parsed).toBeLessThan(maxWaitingPerConnection + (2 * 65_536) / requestOf(0).length);
  for (let index = 0; index < total; index += 1) {
    await untilBegun(index + 1);
    begun[index]?.response.end(`<${begun[index]?.path}>`);
  }
  expect(pathsIn(await received)).toEqual(paths(total));
});

test('requests that wait when their connection ends are never begun', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: maxWaitingPerConnection }),
      fc.nat({ max: 20 }),
      async (count, answers) => {
        const { url, begun, untilBegun, askAside } = await openServer();
        const socket = await openSocket(url, requests(count));
        for (let index = 0; index < Math.min(answers, count); index += 1) {
          await untilBegun(index + 1);
          begun[index]?.response.end('answered');
        }
        await untilBegun(Math.min(count, answers + maxActivePerConnection));
        const open = begun.slice(answers).map(({ response }) => response);
        const serverSide = begun[0]?.response.req.socket;
        socket.resetAndDestroy();
        if (!serverSide?.closed) await new Promise(resolve => serverSide?.once('close', resolve));
        const before = begun.length;
        for (const response of open) response.end('too late');
        await askAside();
        expect(begun.length).toBe(before);
      },
    ),
    { numRuns: 20 },
  );
});
