import { EventEmitter, once } from 'node:events';
import { Agent, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectionLimits, type ListenOptions, listen } from '../../src/server/http-server.ts';
import { closed, openSocket } from './half-open.ts';
import { halves } from './halves.ts';

const quick: ListenOptions = { headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20 };

/** A listener that leaves each request to the test. */
async function openServer(options: ListenOptions = {}) {
  const inbox = new EventEmitter<{ request: [ServerResponse] }>();
  const server = await listen((_, response) => void inbox.emit('request', response), '127.0.0.1', 0, options);
  onTestFinished(async () => void (await server.drain(0)));
  return { ...server, next: () => once(inbox, 'request') };
}

describe('a client with an incomplete request is disconnected when it', () => {
  test.each(Object.entries(halves))('%s', async (_, half) => {
    const server = await listen(() => {}, '127.0.0.1', 0, quick);
    const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket(server.url, half)));
    await Promise.all(sockets.map(closed));
    await server.close();
  });
});

test('a client that does not read its response is disconnected', async () => {
  const server = await openServer({ silence: 100 });
  const arrived = server.next();
  const socket = await openSocket(server.url, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [response] = await arrived;
  socket.pause();
  response.end(Buffer.alloc(50_000_000));
  await once(response, 'close');
  expect(socket.bytesRead).toBeLessThan(50_000_000);
});

test('a connection above the limit is dropped, and the others stay', async () => {
  const server = await openServer({ connections: 1, probing: 0 });
  const first = await openSocket(server.url, '');
  await closed(await openSocket(server.url, ''));
  expect(first.closed).toBe(false);
});

test('with the default limits, clients with incomplete requests are disconnected within 20 seconds', () => {
  const { headersTimeout, requestTimeout, connectionsCheckingInterval } = connectionLimits;
  expect(headersTimeout + connectionsCheckingInterval).toBeLessThan(20_000);
  expect(requestTimeout + connectionsCheckingInterval).toBeLessThan(20_000);
});

describe('a server that drains', () => {
  test.each(['says nothing', 'stops within a head'])('does not wait for a client that %s', async half => {
    const server = await openServer();
    const socket = await openSocket(server.url, halves[half] ?? '');
    // So that the server has seen what came before.
    const arrived = server.next();
    const answer = fetch(server.url);
    const [response] = await arrived;
    response.end('asked later');
    await (await answer).text();
    expect(await server.drain(60_000)).toBe(0);
    await closed(socket);
  });

  test('answers requests in flight with Connection: close', async () => {
    const server = await openServer();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const arrived = server.next();
    const client = get(server.url, { agent });
    const answered: Promise<[IncomingMessage]> = once(client, 'response').then(([answer]) => [answer]);
    const [response] = await arrived;
    const drained = server.drain(60_000);
    response.end('finished');
    const [answer] = await answered;
    expect(answer.headers.connection).toBe('close');
    expect(await text(answer)).toBe('finished');
    expect(await drained).toBe(0);
  });

  test('lets a response that has begun finish', async () => {
    const server = await openServer();
    const arrived = server.next();
    const answer = fetch(server.url);
    const [response] = await arrived;
    response.write('begun, ');
    const body = (await answer).text();
    const drained = server.drain(60_000);
    response.end('and finished');
    expect(await body).toBe('begun, and finished');
    expect(await drained).toBe(0);
  });

  test('drops connections that do not finish in time, and reports how many', async () => {
    const server = await openServer();
    const arrived = server.next();
    const answer = fetch(server.url).catch((error: unknown) => error);
    await arrived;
    expect(await server.drain(20)).toBe(1);
    expect(await answer).toBeInstanceOf(Error);
  });
});
