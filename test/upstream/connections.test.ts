import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { createHttpTransport } from '../../src/upstream/http-transport.ts';
import { listen } from '../listen.ts';
import { connectTo } from './http-host.ts';

const fine = (...lines: string[]): string =>
  ['HTTP/1.1 200 OK', 'content-length: 2', ...lines, '', '{}'].join('\r\n');

type Say = (socket: Socket, request: number, path: string) => void;

/** A server that says on each connection what it is told, and an upstream that asks it. */
async function openWire(say: Say, host = '127.0.0.1') {
  const sockets: Socket[] = [];
  let requests = 0;
  const server = createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', head => {
      requests += 1;
      say(socket, requests, String(head).split(' ')[1] ?? '');
    });
  });
  const port = await listen(server, host);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const url = `http://${host}:${port}`;
  const client = (name = host) => connectTo(`http://${name}:${port}`, { connections: 8 });
  return { url, client, sockets, requests: () => requests };
}

test('sequential requests use at most two connections', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  for (const path of ['/a', '/b', '/c', '/d', '/e']) expect(await get(path)).toEqual({});
  // undici reuses a connection from the turn after the response on.
  expect(sockets.length).toBeLessThan(3);
});

test('concurrent requests have a connection each, and later ones reuse these', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  await Promise.all(['/a', '/b', '/c'].map(path => get(path)));
  await new Promise(resolve => setImmediate(resolve));
  await Promise.all(['/d', '/e', '/f'].map(path => get(path)));
  expect(sockets).toHaveLength(3);
});

test.each([
  ['the server says that it closes it', (socket: Socket) => socket.write(fine('Connection: Close'))],
  ['the server speaks HTTP/1.0', (socket: Socket) => socket.write(fine().replace('1.1', '1.0'))],
  ['the server keeps it for no time', (socket: Socket) => socket.write(fine('keep-alive: timeout=1'))],
  ['more came than was asked for', (socket: Socket) => socket.write(fine() + fine())],
])('a connection is not reused when %s', async (_, say) => {
  const { client, sockets } = await openWire(say);
  const { get } = client();
  expect(await get('/a')).toEqual({});
  expect(await get('/b')).toEqual({});
  expect(sockets).toHaveLength(2);
  await expect.poll(() => sockets.every(socket => socket.destroyed)).toBe(true);
});

test('unsolicited data of a server is never the response to the next request', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  expect(await get('/a')).toEqual({});
  sockets[0]?.write(fine().replace('{}', '[]'));
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  expect(await get('/b')).toEqual({});
  expect(sockets).toHaveLength(2);
});

test('an idle connection that the server closes is dropped', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  await get('/a');
  sockets[0]?.end();
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  expect(await get('/b')).toEqual({});
});

test.each<[string, Say]>([
  ['with its answer', socket => socket.end(fine())],
  ['right after its answer', socket => socket.write(fine(), () => socket.end())],
  ['a turn after its answer', socket => socket.write(fine(), () => setImmediate(() => socket.end()))],
])('no request fails or waits because a server closes the connection %s, without notice', async (_, say) => {
  const { url } = await openWire(say);
  const { get } = connectTo(url, { attempts: 3, retryBaseMs: 60_000 });
  for (let each = 0; each < 30; each += 1) expect(await get('/a')).toEqual({});
  expect(await Promise.all(['/b', '/c', '/d', '/e'].map(path => get(path)))).toEqual([{}, {}, {}, {}]);
});

/** Answers the first request on each connection, and breaks it off at the next. */
const onceEach = (): Say => {
  const asked = new WeakSet<Socket>();
  return socket => {
    if (asked.has(socket)) socket.resetAndDestroy();
    else socket.write(fine());
    asked.add(socket);
  };
};

test('a request on a stale connection is sent again on a new one, because the others may be stale too', async () => {
  const { url } = await openWire(onceEach());
  const { get } = connectTo(url, { attempts: 3, retryBaseMs: 60_000 });
  await Promise.all(['/a', '/b', '/c', '/d'].map(path => get(path)));
  expect(await get('/e')).toEqual({});
});

test('a request on which every connection closes counts as a failure of its source, however many are pooled', async () => {
  const { url, requests } = await openWire((socket, _, path) => {
    if (path === '/bad') socket.end();
    else socket.write(fine());
  });
  const breaker = { failures: 5, windowMs: 60_000, openMs: 60_000 };
  const { get, failureOf } = connectTo(url, { attempts: 3, retryBaseMs: 1, breaker });
  for (let each = 0; each < 10; each += 1) {
    await get('/good').catch(() => null);
    await failureOf('/bad');
  }
  expect(await failureOf('/bad')).toMatchObject({ details: { rejectedBy: 'breaker' } });
  expect(requests()).toBeLessThan(30);
});

test.each<[string, Say]>([
  ['ended', socket => socket.end()],
  ['broke', socket => socket.resetAndDestroy()],
])(
  'a request that was sent, and whose connection %s, is not sent again without being counted',
  async (_, lose) => {
    const { client, requests } = await openWire((socket, request) => {
      if (request === 1) socket.write(fine());
      else lose(socket, request, '');
    });
    const { get, failureOf } = client();
    await get('/a');
    expect(await failureOf('/b')).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(requests()).toBe(2);
  },
);

test('a client that disconnects during connect does not wait, and the connection closes at its timeout', async () => {
  const { url, sockets, requests } = await openWire(() => {});
  const { failureOf } = connectTo(url.replace('http:', 'https:'), { connectTimeoutMs: 500 });
  const client = new AbortController();
  const failed = failureOf('/a', client.signal);
  await expect.poll(() => sockets).toHaveLength(1);
  client.abort();
  await failed;
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  expect(requests()).toBeLessThan(2);
});

test('a request that was cancelled before it had a connection is never sent', async () => {
  const { client, requests } = await openWire(socket => socket.write(fine()));
  const { get, failureOf } = client();
  const leaving = new AbortController();
  const failed = failureOf('/a', leaving.signal);
  leaving.abort();
  await failed;
  expect(await get('/b')).toEqual({});
  expect(requests()).toBe(1);
});

test('a response without a length ends with its connection', async () => {
  const { client } = await openWire(socket => socket.end('HTTP/1.1 200 OK\r\n\r\n{"a":1}'));
  expect(await client().get('/a')).toEqual({ a: 1 });
});

const headOf = (...lines: string[]): string => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
const oneChunk = '2\r\n{}\r\n0\r\n\r\n';

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nupgrade: h2c\r\n\r\n'],
  ['a length and chunks', headOf('content-length: 2', 'transfer-encoding: chunked') + oneChunk],
  ['chunks and a length', headOf('transfer-encoding: chunked', 'content-length: 2') + oneChunk],
  ['two lengths', `${headOf('content-length: 2', 'content-length: 3')}{}`],
  ['a length with a sign', `${headOf('content-length: +2')}{}`],
  ['a length in two parts', `${headOf('content-length: 2, 2')}{}`],
  ['a field with a blank before its colon', `${headOf('content-length : 2')}{}`],
  ['a line feed alone', `${headOf('x-a: 1\ncontent-length: 9', 'content-length: 2')}{}`],
  ['a size of a chunk that is no number', `${headOf('transfer-encoding: chunked')}0x${oneChunk}`],
  ['a chunk longer than its size', `${headOf('transfer-encoding: chunked')}1\r\n{}\r\n0\r\n\r\n`],
])('a response with %s is invalid', async (_, said) => {
  const { client } = await openWire(socket => socket.write(said));
  expect(await client().failureOf('/a')).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
});

test.each([
  ['informational responses', `${'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(3)}${fine()}`],
  ['fields named as members of objects', fine('__proto__: a', 'constructor: b', 'toString: c')],
  [
    'extensions of chunks, and trailers',
    `${headOf('transfer-encoding: chunked')}2;a=b\r\n{}\r\n0\r\nx: y\r\n\r\n`,
  ],
])('a response with %s is read', async (_, said) => {
  const { client } = await openWire(socket => socket.write(said));
  expect(await client().get('/a')).toEqual({});
});

test('an endless head is an invalid response', async () => {
  const { client, sockets } = await openWire(socket =>
    socket.write('HTTP/1.1 200 OK\r\nx: '.padEnd(40_000, 'x')),
  );
  expect(await client().failureOf('/a')).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});

test('an error status counts even if its body breaks off', async () => {
  const { client } = await openWire(socket =>
    socket.end('HTTP/1.1 503 No\r\ncontent-length: 90\r\n\r\n<html>'),
  );
  expect(await client().failureOf('/a')).toMatchObject({ details: { status: 503 } });
});

test('no path or header can inject another request', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  for (const path of ['/a b', '/a\r\nx: y', '/a\0', '/é']) await expect(client().get(path)).rejects.toThrow();
  expect(sockets).toHaveLength(0);
});

test.each(['[::1]', 'localhost'])('a host may be %s', async name => {
  const { client } = await openWire(
    socket => socket.write(fine()),
    name === 'localhost' ? '127.0.0.1' : '::1',
  );
  expect(await client(name).get('/a')).toEqual({});
});

function openTransport(url: string) {
  const limits = { connectTimeoutMs: 1_000, connections: 1 };
  const failureOf = (cause: unknown) => cause as Error;
  const transport = createHttpTransport({
    url,
    limits,
    proxy: withoutProxy,
    toError: failureOf,
    nextTurn: createTurnQueue(),
  });
  onTestFinished(() => transport.close());
  const asking = {
    headers: [],
    newConnection: false,
    maxBytes: 100,
    timeoutMs: 1_000,
    cancellation: createCancellation(),
    sent: () => {},
  };
  return {
    get: (newConnection = false) => transport.get('/a', { ...asking, newConnection }),
    close: () => transport.close(),
  };
}

test('a closed client has no requests in flight, and sends no more', async () => {
  const { url, sockets } = await openWire((socket, request) => void (request === 1 && socket.write(fine())));
  const { get, close } = openTransport(url);
  await get();
  const underWay = get().catch(String);
  await expect.poll(() => sockets[0]?.bytesRead ?? 0).toBeGreaterThan(60);
  await close();
  expect(await underWay).toContain('destroyed');
  await expect(get()).rejects.toThrow('destroyed');
  await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test('a request on a new connection ends with the transport, and none is opened afterwards', async () => {
  const { url, sockets } = await openWire(() => {});
  const { get, close } = openTransport(url);
  const underWay = get(true).catch(String);
  await expect.poll(() => sockets[0]?.bytesRead ?? 0).toBeGreaterThan(60);
  await close();
  expect(await underWay).toContain('destroyed');
  await expect(get(true)).rejects.toThrow('destroyed');
  await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test('a connection is closed two seconds before the server would close it', async () => {
  const { url, sockets } = await openWire(socket => socket.write(fine('keep-alive: timeout=3, max=100')));
  const { get } = openTransport(url);
  await get();
  await get();
  expect(sockets).toHaveLength(1);
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  await get();
  expect(sockets).toHaveLength(2);
});
