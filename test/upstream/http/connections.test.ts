import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createEnding } from '../../../src/domain/ending.ts';
import { createExchange } from '../../../src/upstream/exchange.ts';
import { connectTo } from '../http-host.ts';

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
  await once(server.listen(0, host), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const url = `http://${host}:${port}`;
  const client = (name = host) => connectTo(`http://${name}:${port}`, { connections: 8 });
  return { url, client, sockets, requests: () => requests };
}

test('one request after the other goes over one connection', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  for (const path of ['/a', '/b', '/c']) expect(await get(path)).toEqual({});
  expect(sockets).toHaveLength(1);
});

test('requests at the same time have a connection each, and later ones take these', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  await Promise.all(['/a', '/b', '/c'].map(path => get(path)));
  await Promise.all(['/d', '/e', '/f'].map(path => get(path)));
  expect(sockets).toHaveLength(3);
});

test.each([
  ['the server says that it closes it', (socket: Socket) => socket.write(fine('Connection: Close'))],
  ['the server speaks HTTP/1.0', (socket: Socket) => socket.write(fine().replace('1.1', '1.0'))],
  ['the server keeps it for no time', (socket: Socket) => socket.write(fine('keep-alive: timeout=1'))],
  ['more came than was asked for', (socket: Socket) => socket.write(fine() + fine())],
])('a connection is not used again when %s', async (_, say) => {
  const { client, sockets } = await openWire(say);
  const { get } = client();
  expect(await get('/a')).toEqual({});
  expect(await get('/b')).toEqual({});
  expect(sockets).toHaveLength(2);
  await expect.poll(() => sockets.every(socket => socket.destroyed)).toBe(true);
});

test('what a server says unasked is never the answer to the next request', async () => {
  const { client, sockets } = await openWire(socket => socket.write(fine()));
  const { get } = client();
  expect(await get('/a')).toEqual({});
  sockets[0]?.write(fine().replace('{}', '[]'));
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  expect(await get('/b')).toEqual({});
  expect(sockets).toHaveLength(2);
});

test('a connection that the server ends while nothing is asked on it is let go', async () => {
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
])('no request fails or waits because a server ends the connection %s, without a word', async (_, say) => {
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

test('a request that was not heard is asked on a new connection, because the others may be as stale', async () => {
  const { url } = await openWire(onceEach());
  const { get } = connectTo(url, { attempts: 3, retryBaseMs: 60_000 });
  await Promise.all(['/a', '/b', '/c', '/d'].map(path => get(path)));
  expect(await get('/e')).toEqual({});
});

test('a request on which each connection ends counts against its source, however many are kept', async () => {
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
  expect(await failureOf('/bad')).toMatchObject({ facts: { refused: 'breaker' } });
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

test('who leaves while a connection is being made leaves none behind', async () => {
  const { url, sockets } = await openWire(() => {});
  const { failureOf } = connectTo(url.replace('http:', 'https:'), { connectTimeoutMs: 60_000 });
  const client = new AbortController();
  const failed = failureOf('/a', client.signal);
  await expect.poll(() => sockets).toHaveLength(1);
  client.abort();
  await failed;
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});

test('an answer ends where its connection does, where nothing else says so', async () => {
  const { client } = await openWire(socket => socket.end('HTTP/1.1 200 OK\r\n\r\n{"a":1}'));
  expect(await client().get('/a')).toEqual({ a: 1 });
});

test('what is no HTTP, or ambiguous, is an invalid response', async () => {
  const both =
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n';
  for (const said of ['SSH-2.0-OpenSSH_9.2\r\n\r\n', both]) {
    const { client } = await openWire(socket => socket.write(said));
    expect(await client().failureOf('/a')).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  }
});

test('a head without end is an invalid response', async () => {
  const { client, sockets } = await openWire(socket =>
    socket.write('HTTP/1.1 200 OK\r\nx: '.padEnd(40_000, 'x')),
  );
  expect(await client().failureOf('/a')).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE' });
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});

test('an error status counts, even where its page breaks off', async () => {
  const { client } = await openWire(socket =>
    socket.end('HTTP/1.1 503 No\r\ncontent-length: 90\r\n\r\n<html>'),
  );
  expect(await client().failureOf('/a')).toMatchObject({ facts: { status: 503 } });
});

test('no path or header brings another request with it', async () => {
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

function openExchange(url: string, now: () => number) {
  const limits = { connectTimeoutMs: 1_000 };
  const exchange = createExchange({ url, limits, now, failureOf: cause => cause as Error });
  onTestFinished(() => exchange.close());
  const asking = { headers: '', anew: false, maxBytes: 100, timeoutMs: 1_000, ending: createEnding() };
  return { get: () => exchange.get('/a', asking), close: () => exchange.close() };
}

test('once it is closed, nothing is under way, and nothing is asked any more', async () => {
  const { url, sockets } = await openWire((socket, request) => void (request === 1 && socket.write(fine())));
  const { get, close } = openExchange(url, () => 0);
  await get();
  const underWay = get().catch(String);
  await close();
  expect(await underWay).toContain('destroyed');
  await expect(get()).rejects.toThrow('destroyed');
  await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test.each([
  ['4 s', fine(), 4_001],
  ['2 s less than the server says', fine('keep-alive: timeout=30, max=100'), 28_001],
])('a connection that has rested for %s is not used again', async (_, said, rested) => {
  const { url, sockets } = await openWire(socket => socket.write(said));
  let time = 0;
  const { get } = openExchange(url, () => time);
  await get();
  time += rested - 2;
  await get();
  expect(sockets).toHaveLength(1);
  time += rested;
  await get();
  expect(sockets).toHaveLength(2);
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});
