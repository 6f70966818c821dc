import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { isProbe, notFound, withHealthChecks } from '../../src/server/health-checks.ts';
import { type ListenOptions, listen } from '../../src/server/http-server.ts';

/** A server with probes whose other requests the test answers itself. */
async function openServer(limits: ListenOptions) {
  const held: ServerResponse[] = [];
  const closed: string[] = [];
  let onHeld = () => {};
  const readiness = () => ({ status: 'ready' as const, sources: [] });
  const listener = withHealthChecks({ readiness, metrics: null, directly: true }, (request, response) => {
    if (request.url !== '/hold') return notFound(request, response);
    held.push(response);
    onHeld();
  });
  const server = await listen(listener, '0.0.0.0', 0, {
    ...limits,
    isProbe,
    onConnectionClosed: reason => void closed.push(reason),
  });
  onTestFinished(async () => void (await server.drain(0)));
  const port = Number(new URL(server.url).port);

  /** Opens a connection of the given client, which sends what is given. */
  async function open(client: string, text = ''): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: client }).resume();
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    if (text !== '') socket.write(text);
    return socket;
  }

  return {
    closed,
    open,
    /** Opens a connection with a request that is not answered yet. */
    async hold(client: string): Promise<Socket> {
      const arrived = new Promise<void>(resolve => {
        onHeld = resolve;
      });
      const socket = await open(client, 'GET /hold HTTP/1.1\r\nHost: a\r\n\r\n');
      await arrived;
      return socket;
    },
    async ask(client: string, path: string) {
      const request = get({ port, host: '127.0.0.1', path, localAddress: client, agent: false });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return { status: response.statusCode, headers: response.headers, body: response };
    },
  };
}

const [one, other] = ['127.0.0.1', '127.0.0.2'];
const untilClosed = async (socket: Socket) => void (socket.closed || (await once(socket, 'close')));

test('at the bound of its address, a new connection takes the place of the one that is idle for longest', async () => {
  const { open, hold, ask, closed } = await openServer({ maxConnectionsPerAddress: 3 });
  const active = await hold(one);
  const idle = [await open(one), await open(one)];
  const ofAnother = await open(other);
  expect((await ask(one, '/nothing')).status).toBe(404);
  await Promise.all(idle.slice(0, 1).map(untilClosed));
  expect([active, idle[1], ofAnother].map(socket => socket?.closed)).toEqual([false, false, false]);
  expect(closed).toEqual(['idle']);
});

test('where all connections of an address are active, none is closed, and a new one may only probe', async () => {
  const { hold, ask, closed } = await openServer({ maxConnectionsPerAddress: 2 });
  const active = [await hold(one), await hold(one)];
  const refused = await ask(one, '/hold');
  expect([refused.status, refused.headers['retry-after'], refused.headers.connection]).toEqual([
    503,
    '1',
    'close',
  ]);
  expect(await json(refused.body)).toEqual({
    errors: [
      {
        message: 'The gateway has no place for another connection.',
        extensions: { code: 'OVERLOADED', retryable: true, retryAfter: 1 },
      },
    ],
  });
  for (const path of ['/health', '/ready']) expect((await ask(one, path)).status).toBe(200);
  expect((await ask(other, '/nothing')).status).toBe(404);
  expect(active.map(socket => socket.closed)).toEqual([false, false]);
  expect(closed).toEqual(['full']);
});

test('probes are answered while all places of the server are taken, those for probes too', async () => {
  const { open, hold, ask, closed } = await openServer({ connections: 3, probing: 50 });
  const active = [await hold(one), await hold(one), await hold(other)];
  const idle: Socket[] = [];
  for (let count = 0; count < 60; count += 1) idle.push(await open(other));
  for (const path of ['/health', '/ready', '/health']) {
    const { status, headers } = await ask(one, path);
    expect([status, headers.connection]).toEqual([200, 'close']);
  }
  await Promise.all(idle.slice(0, 10).map(untilClosed));
  expect(active.map(socket => socket.closed)).toEqual([false, false, false]);
  expect(new Set(closed)).toEqual(new Set(['idle']));
});

test('a place that becomes free is given again', async () => {
  const { open, ask } = await openServer({ connections: 1, probing: 1 });
  const first = await open(one);
  expect((await ask(other, '/nothing')).status).toBe(503);
  first.destroy();
  await untilClosed(first);
  await expect.poll(async () => (await ask(other, '/nothing')).status).toBe(404);
});

test('without a limit for each address, connections of one address share all places', async () => {
  const { open, closed } = await openServer({ maxConnectionsPerAddress: null, connections: 20 });
  const idle = await Promise.all(Array.from({ length: 20 }, () => open(one)));
  await open(other, 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n').then(untilClosed);
  expect(idle.map(socket => socket.closed)).not.toContain(true);
  expect(closed).toEqual([]);
});
