import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export interface ConnectionTracker {
  /**
   * Takes no more connections, drops those on which nothing is under way, and lets requests finish for so many
   * milliseconds; gives the number of connections that were dropped because theirs had not.
   */
  drain(patienceMs: number): Promise<number>;
  /** Whether a request is under way on a connection; null once its answer has begun. */
  underWay(socket: Duplex): boolean | null;
}

/**
 * Follows what is under way on each connection of a server. Ours, because Node holds a connection that is silent from
 * the start, or in the middle of a head, for a busy one, and no longer looks at its timeouts once the server closes.
 */
export function trackConnections(server: Server): ConnectionTracker {
  // In arrays, because a Set that lives long keeps much of what was deleted from it until the next full collection.
  const underWay = new Map<Duplex, ServerResponse[]>();

  server.on('connection', socket => {
    underWay.set(socket, []);
    socket.once('close', () => underWay.delete(socket));
  });

  server.on('request', ({ socket }, response) => {
    underWay.get(socket)?.push(response);
    if (!server.listening) endsConnection(response);
    response.once('close', () => {
      const responses = underWay.get(socket);
      responses?.splice(responses.indexOf(response), 1);
      if (!server.listening && responses?.length === 0) socket.destroySoon();
    });
  });

  function endWhatIsIdle(): void {
    for (const [socket, responses] of underWay)
      if (responses.length === 0) socket.destroy();
      else for (const response of responses) endsConnection(response);
  }

  return {
    underWay(socket) {
      const responses = underWay.get(socket) ?? [];
      return responses.some(response => response.headersSent) ? null : responses.length > 0;
    },
    async drain(patienceMs) {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      endWhatIsIdle();
      let dropped = 0;
      const timer = setTimeout(() => {
        dropped = underWay.size;
        for (const socket of underWay.keys()) socket.destroy();
      }, patienceMs);
      await closed;
      clearTimeout(timer);
      return dropped;
    },
  };
}

/** Tells the client not to ask again on this connection, where that can still be said. */
function endsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
