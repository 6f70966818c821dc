import { EventEmitter, once } from 'node:events';
import {
  Agent,
  get,
  type IncomingMessage,
  type RequestListener,
  Server,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../src/server/http-server.ts';
import { openTakenPort } from './local-server.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', 'localhost'],
  ['localhost', 'localhost'],
])('on %s it prints the URL for a browser of this machine, %s', async (host, shown) => {
  const server = await listen((_, response) => void response.end('here'), host, 0);
  expect(server.url).toMatch(new RegExp(`^http://${shown}:[1-9]\\d*$`));
  const response = await fetch(server.url, { headers: { connection: 'close' } });
  expect(await response.text()).toBe('here');
  await server.close();
});

describe('a server that cannot listen fails with one sentence that names the remedy', () => {
  test('when the port is in use', async () => {
    const port = await openTakenPort();
    await expect(listen(() => {}, '127.0.0.1', port)).rejects.toThrow(
      `Port ${port} is taken: stop what listens there, or set PORT to another one.`,
    );
  });

  test('when the address is not of this machine', async () => {
    await expect(listen(() => {}, '192.0.2.1', 0)).rejects.toThrow(
      '192.0.2.1 is no address of this machine: set HOST to one that is, such as 127.0.0.1.',
    );
  });
});

test('an error of a listening server, such as EMFILE, is reported once a minute, and ends nothing', async () => {
  const faults: string[] = [];
  const servers: Server[] = [];
  const listener: RequestListener = ({ socket }, response) => {
    if ('server' in socket && socket.server instanceof Server) servers.push(socket.server);
    response.end('here');
  };
  const { url, close } = await listen(listener, '127.0.0.1', 0, {
    onUnexpectedError: stack => void faults.push(stack),
  });
  onTestFinished(close);
  const ask = async () => (await fetch(url, { headers: { connection: 'close' } })).text();
  expect(await ask()).toBe('here');
  for (const code of ['EMFILE', 'EMFILE', 'ENFILE', 'EMFILE'])
    servers[0]?.emit('error', Object.assign(new Error('hush-hush'), { code }));
  expect(await ask()).toBe('here');
  expect(faults).toEqual([
    expect.stringMatching(/^EMFILE Error\n/),
    expect.stringMatching(/^ENFILE Error\n/),
  ]);
  expect(faults.join()).not.toContain('hush');
});

/** Longer than a test may take, so that a server which waits in vain fails it. */
const patienceMs = 600_000;

describe('a server that closes', () => {
  test('finishes the request in flight, even on a keep-alive connection, and accepts no more', async () => {
    const inbox = new EventEmitter<{ request: [ServerResponse] }>();
    const server = await listen((_, response) => void inbox.emit('request', response), '127.0.0.1', 0);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const client = get(server.url, { agent });
    const answered: Promise<[IncomingMessage]> = once(client, 'response').then(([answer]) => [answer]);
    const [response] = await once(inbox, 'request');
    const drained = server.drain(patienceMs);
    response.end('finished');
    const [answer] = await answered;
    expect(await text(answer)).toBe('finished');
    expect(await drained).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });

  test('does not wait for an idle connection', async () => {
    const server = await listen((_, response) => void response.end(), '127.0.0.1', 0);
    await (await fetch(server.url)).text();
    expect(await server.drain(patienceMs)).toBe(0);
  });
});
