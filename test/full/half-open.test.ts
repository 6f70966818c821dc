import { expect, test } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { closed, openSocket } from '../observability/half-open.ts';
import { halves } from '../observability/halves.ts';

test('300 clients with incomplete requests are disconnected within 20 seconds', {
  timeout: 25_000,
}, async () => {
  const server = await listen((request, response) => void request.pipe(response), '127.0.0.1', 0);
  const start = performance.now();
  const opened = Object.values(halves).flatMap(half =>
    Array.from({ length: 100 }, () => openSocket(server.url, half)),
  );
  const sockets = await Promise.all(opened);
  expect(sockets.filter(socket => !socket.closed)).toHaveLength(300);
  await Promise.all(sockets.map(closed));
  expect(performance.now() - start).toBeLessThan(20_000);
  await server.close();
});
