import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../listen.ts';

export interface ForwardProxy {
  readonly url: string;
  /** The authorities of the tunnels that it was asked for. */
  readonly tunnels: readonly string[];
  /** The credentials of each, or null. */
  readonly credentials: readonly (string | null)[];
  /** Lets each CONNECT wait without an answer until the hang is ended. */
  hang(): { end(): void };
}

/**
 * A proxy that tunnels every CONNECT to one port of this machine, or answers each with a status of failure, or by the end of
 * the connection.
 */
export async function openForwardProxy(port: number, status: number | 'end' = 200): Promise<ForwardProxy> {
  const tunnels: string[] = [];
  const credentials: (string | null)[] = [];
  const sockets: Socket[] = [];
  let isHanging = false;
  const server = createServer((_, response) => void response.writeHead(500).end());
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    tunnels.push(request.url ?? '');
    credentials.push(request.headers['proxy-authorization'] ?? null);
    client.on('error', () => {});
    sockets.push(client);
    if (isHanging) return;
    if (status === 'end') return void client.end();
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => {});
    sockets.push(upstream);
  });
  const own = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${own}`,
    tunnels,
    credentials,
    hang() {
      isHanging = true;
      return {
        end() {
          isHanging = false;
        },
      };
    },
  };
}
