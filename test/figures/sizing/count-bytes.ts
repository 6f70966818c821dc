import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../../listen.ts';

/** Passes connections on to a server on this machine, and counts their bytes. */
export interface ByteCounter {
  readonly port: number;
  /** Bytes to the server. */
  sent(): number;
  /** Bytes from the server. */
  received(): number;
  close(): Promise<void>;
}

export async function openByteCounter(target: number): Promise<ByteCounter> {
  const sockets = new Set<Socket>();
  let [sent, received] = [0, 0];

  function join(from: Socket, to: Socket, count: (bytes: number) => void): void {
    sockets.add(from);
    from.on('data', piece => count(piece.length));
    // The end of one side is that of the other.
    from.on('error', () => to.destroy());
    from.on('close', () => {
      to.destroy();
      sockets.delete(from);
    });
    from.pipe(to);
  }

  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1');
    join(client, upstream, bytes => {
      sent += bytes;
    });
    join(upstream, client, bytes => {
      received += bytes;
    });
  });
  return {
    port: await listen(server),
    sent: () => sent,
    received: () => received,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
