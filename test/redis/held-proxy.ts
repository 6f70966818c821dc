import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../listen.ts';

export interface HeldProxy {
  readonly url: string;
  /** The number of connections so far. */
  connections(): number;
  /** Forwards this many further bytes of the replies, and then none until `release`. */
  holdAfter(bytes: number): void;
  release(): void;
}

/** A TCP proxy before Redis that holds back replies, as a slow or hanging network does. */
export async function startHeldProxy(target: string): Promise<HeldProxy> {
  const { hostname, port } = new URL(target);
  const sockets: Socket[] = [];
  const held: (() => void)[] = [];
  let left = Number.POSITIVE_INFINITY;
  let connections = 0;

  const server = createServer(client => {
    connections += 1;
    const upstream = connect(Number(port), hostname);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.pipe(upstream);
    upstream.on('data', chunk => {
      const now = chunk.subarray(0, Math.min(left, chunk.length));
      left -= now.length;
      if (now.length > 0) client.write(now);
      if (now.length < chunk.length) held.push(() => client.write(chunk.subarray(now.length)));
    });
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  const own = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `redis://127.0.0.1:${own}`,
    connections: () => connections,
    holdAfter(bytes) {
      left = bytes;
    },
    release() {
      left = Number.POSITIVE_INFINITY;
      for (const write of held.splice(0)) write();
    },
  };
}
