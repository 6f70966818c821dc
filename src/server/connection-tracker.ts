import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectionTracker {
  /** The connections with their active responses. */
  readonly active: ReadonlyMap<Socket, readonly ServerResponse[]>;
  /**
   * Graceful shutdown: stops accepting connections, closes idle ones, and waits `patienceMs` for active requests.
   * Returns the number of connections that it then closed with a request unfinished.
   */
  drain(patienceMs: number): Promise<number>;
  /** Whether a request is active on a connection; null once its response has begun. */
  underWay(socket: Duplex): boolean | null;
}

/**
 * Tracks the active requests of each connection of a server. `closeIdleConnections` of Node is not enough, because it
 * skips a connection without a complete request head. Node also stops checking timeouts once the server closes.
 */
export function trackConnections(server: Server): ConnectionTracker {
  // Arrays instead of a long-lived Set of responses (@v8 4).
  const active = new Map<Socket, ServerResponse[]>();

  server.on('connection', (socket: Socket) => {
    active.set(socket, []);
    socket.once('close', () => active.delete(socket));
  });

  server.on('request', ({ socket }, response) => {
    active.get(socket)?.push(response);
    if (!server.listening) sendConnectionClose(response);
    response.once('close', () => {
      const responses = active.get(socket);
      responses?.splice(responses.indexOf(response), 1);
      if (!server.listening && responses?.length === 0) socket.destroySoon();
    });
  });

  function closeIdle(): void {
    for (const [socket, responses] of active)
      if (responses.length === 0) socket.destroy();
      else for (const response of responses) sendConnectionClose(response);
  }

  return {
    active,
    underWay(socket) {
      const responses = active.get(socket as Socket) ?? [];
      return responses.some(response => response.headersSent) ? null : responses.length > 0;
    },
    async drain(patienceMs) {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      closeIdle();
      let dropped = 0;
      const timer = setTimeout(() => {
        dropped = active.size;
        for (const socket of active.keys()) socket.destroy();
      }, patienceMs);
      await closed;
      clearTimeout(timer);
      return dropped;
    },
  };
}

function sendConnectionClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
