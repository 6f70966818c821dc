import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import { clientDisconnectOf } from '../../src/async/client-disconnect.ts';
import { nodeRequestHead } from '../../src/http/fast-path/node-request.ts';
import { openServer } from '../local-server.ts';

/** A request that waits for its answer, and its client. */
async function openRequest() {
  const server = createServer();
  const client = request({ port: await openServer(server), host: '127.0.0.1' });
  client.on('error', () => {});
  client.end();
  const [incoming, response]: [IncomingMessage, ServerResponse] = (await once(server, 'request')) as [
    IncomingMessage,
    ServerResponse,
  ];
  return { client, response, disconnect: clientDisconnectOf(nodeRequestHead(incoming, response)) };
}

test('a client that disconnects stays disconnected when its response ends', async () => {
  const { client, response, disconnect } = await openRequest();
  const leave = vi.fn();
  disconnect.onDisconnect(leave);
  client.destroy();
  await once(response, 'close');
  response.end();
  expect(disconnect.disconnected()).toBe(true);
  expect(leave).toHaveBeenCalledOnce();
});

test('a client that got its response does not count as disconnected', async () => {
  const { response, disconnect } = await openRequest();
  const leave = vi.fn();
  disconnect.onDisconnect(leave);
  response.end();
  await once(response, 'close');
  expect(disconnect.disconnected()).toBe(false);
  expect(leave).not.toHaveBeenCalled();
});

test('a listener that is removed is not called', async () => {
  const { client, response, disconnect } = await openRequest();
  const leave = vi.fn();
  disconnect.onDisconnect(leave)();
  client.destroy();
  await once(response, 'close');
  expect(leave).not.toHaveBeenCalled();
});
