import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from './listen.ts';

/** Starts a server that closes with all its connections when the test ends, and returns its port. */
export async function openServer(server: HttpServer | HttpsServer): Promise<number> {
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return port;
}

/** A port on which another server listens until the test ends. */
export async function openTakenPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  onTestFinished(() => void server.close());
  return port;
}
