import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger, createLogObserver } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import { combineObservers } from '../../src/observability/observer.ts';
import { listen } from '../../src/server/http-server.ts';
import { samplesOf } from '../observability/watched.ts';

const answer = Buffer.alloc(30_000_000, 'x');
const maxUnsentBytes = 100_000_000;

type Answer = (response: ServerResponse) => void;

/** How an answer may be written; all of them share the bytes, so that the test itself needs little memory. */
const ways: Readonly<Record<string, Answer>> = {
  'as a whole': response => void response.end(answer),
  'in chunks': response => {
    for (let at = 0; at < answer.length; at += 1_000_000) response.write(answer.subarray(at, at + 1_000_000));
    response.end();
  },
};

async function openServer(write: Answer) {
  const written: string[] = [];
  const metrics = createMetrics({ stats: () => new Map(), process: false });
  const logger = createLogger('warn', { write: line => void written.push(line) });
  const { connectionClosed } = combineObservers([createLogObserver(logger), metrics.observer]);
  const server = await listen((_, response) => write(response), '127.0.0.1', 0, {
    maxUnsentBytes,
    readPatience: 50,
    onConnectionClosed: connectionClosed,
  });
  onTestFinished(async () => void (await server.drain(0)));
  return { url: server.url, metrics, lines: () => written.map(line => JSON.parse(line)) };
}

/** Sends requests whose answers are never read. */
async function openStalled(url: string, requests = 1): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').pause();
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(requests));
  await once(socket, 'readable');
  return socket;
}

/** Waits for the end of a connection; `once` would reject, because a reset is an error. */
const untilReset = (socket: Socket): Promise<void> =>
  new Promise(resolve => {
    socket.resume().once('close', () => resolve());
    if (socket.closed) resolve();
  });

/** Reads one answer after the other until told to stop; returns the length of each. */
async function readSteadily(url: string, isDone: () => boolean): Promise<number[]> {
  const lengths: number[] = [];
  while (!isDone()) {
    const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
    let length = 0;
    for await (const chunk of response) length += chunk.length;
    lengths.push(length);
  }
  return lengths;
}

test.each(Object.entries(ways))(
  'of clients that do not read answers written %s, those that stopped first are reset, and one that reads is not',
  async (_, write) => {
    const { url, lines, metrics } = await openServer(write);
    const stalled: Socket[] = [];
    for (let count = 0; count < 8; count += 1) stalled.push(await openStalled(url));
    const portOf = (socket: Socket) => (socket.address() as AddressInfo).port;
    expect(new Set(stalled.map(portOf)).size).toBe(8);
    // Eight answers less what the kernel holds of them exceed the bound by more than four.
    const lengths = await readSteadily(url, () => lines().length >= 4);
    expect(lengths.length).toBeGreaterThan(0);
    expect(new Set(lengths)).toEqual(new Set([answer.length]));
    const cut = lines().length;
    expect(cut).toBeLessThan(8);
    await Promise.all(stalled.slice(0, cut).map(untilReset));
    expect(stalled.slice(cut).map(({ closed }) => closed)).not.toContain(true);
    expect(lines()[0]).toMatchObject({ level: 'warn', msg: 'connection closed', reason: 'unread' });
    const counted = samplesOf(await metrics.text()).find(
      ({ name, labels }) => name === 'switchboard_connections_closed_total' && labels['reason'] === 'unread',
    );
    expect(counted?.value).toBe(cut);
  },
);

test('pipelined answers of one connection count too', async () => {
  const { url, lines } = await openServer(response => void response.end(answer));
  const socket = await openStalled(url, 5);
  await expect.poll(() => lines().length).toBe(1);
  await untilReset(socket);
});

test('answers below the bound wait for their clients', async () => {
  const { url, lines } = await openServer(response => void response.end(answer));
  const stalled = [await openStalled(url), await openStalled(url)];
  let answers = 0;
  await readSteadily(url, () => ++answers > 10);
  expect(lines()).toEqual([]);
  expect(stalled.map(({ closed }) => closed)).toEqual([false, false]);
});

test('a flood has at most 60 lines a minute', () => {
  let now = 0;
  const written: string[] = [];
  const logger = createLogger('warn', { write: line => void written.push(line) });
  const { connectionClosed } = createLogObserver(logger, () => now);
  for (let count = 0; count < 1_000; count += 1) connectionClosed('unread');
  expect(written).toHaveLength(60);
  now = 60_000;
  connectionClosed('unread');
  expect(written).toHaveLength(61);
});
