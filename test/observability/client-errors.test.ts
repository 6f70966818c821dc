import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { rejectRemote, routeLoopback } from '../../src/server/loopback-only.ts';
import { openWatched } from './watched.ts';

const quick = { headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20 };

/** A watched gateway for this machine only, that listens and soon loses patience. */
async function openListening() {
  const watched = await openWatched({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { clientError } = watched.observer;
  const listener = routeLoopback(watched.gateway.listener, rejectRemote(clientError));
  const server = await listen(listener, '127.0.0.1', 0, { ...quick, onClientError: clientError });
  onTestFinished(async () => void (await server.drain(0)));
  const open = (): Socket => connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {});
  const refusals = () => watched.lines('request not read').map(({ status, reason }) => ({ status, reason }));
  return { ...watched, open, refusals, counted: (reason: string) => watched.value(total, { reason }) };
}

const total = 'switchboard_client_errors_total';
const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test.each([
  ['does not speak HTTP', 'EHLO example.com\r\n\r\n', '400 Bad Request', 'malformed'],
  [
    'has a head that is too large',
    `${head}X: ${'z'.repeat(20_000)}`,
    '431 Request Header Fields Too Large',
    'oversized',
  ],
  [
    'has a target that is too long',
    `GET /${'z'.repeat(20_000)}`,
    '431 Request Header Fields Too Large',
    'oversized',
  ],
  ['never comes to the end of its head', head, '408 Request Timeout', 'late'],
])('a connection that %s is answered, closed, logged once and counted', async (_, sent, status, reason) => {
  const { open, refusals, counted, written } = await openListening();
  expect(await counted(reason)).toBe(0);
  const socket = open();
  socket.write(sent);
  expect(await text(socket)).toBe(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  expect(refusals()).toEqual([{ status: Number.parseInt(status, 10), reason }]);
  expect(written.join()).not.toMatch(/EHLO|zzz|graphql/);
  expect(await counted(reason)).toBe(1);
});

test.each([
  ['asks for no path', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'address'],
  ['names another machine', 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n', 403, 'remote'],
])('a request that %s is logged and counted likewise', async (_, sent, status, reason) => {
  const { open, refusals, counted } = await openListening();
  const socket = open();
  socket.end(sent);
  expect(await text(socket)).toContain(`HTTP/1.1 ${status} `);
  expect(refusals()).toEqual([{ status, reason }]);
  expect(await counted(reason)).toBe(1);
});

test('a request that fails after its head has the log line of a request only', async () => {
  const { open, refusals, lines } = await openListening();
  for (const rest of ['Transfer-Encoding: chunked\r\n\r\nnot a size\r\n', 'Content-Length: 90\r\n\r\n{"qu']) {
    const socket = open();
    socket.write(head + rest);
    await text(socket);
  }
  await expect.poll(() => lines('request')).toHaveLength(2);
  expect(refusals()).toEqual([]);
});

test('a client that disconnects before the end of its head is not counted', async () => {
  const { open, refusals, ask } = await openListening();
  for (const sent of ['', head]) {
    const socket = open();
    await once(socket, 'connect');
    socket.write(sent);
    socket.resetAndDestroy();
  }
  await ask('{ __typename }');
  expect(refusals()).toEqual([]);
});

test('a flood of garbage has a log line for each connection, and does not disturb a concurrent query', async () => {
  const { open, refusals, ask } = await openListening();
  const floods = Array.from({ length: 100 }, () => {
    const socket = open();
    for (let piece = 0; piece < 20; piece += 1) socket.write('garbage\r\n\r\n'.repeat(1_000));
    return text(socket).catch(() => '');
  });
  expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  await Promise.all(floods);
  expect(refusals()).toHaveLength(100);
});
