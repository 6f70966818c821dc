import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkOf } from '../domain/network.ts';

/** A connection of a client. */
export interface Connection {
  readonly socket: Socket;
  /** The client's IPv4 address or IPv6 network; null if it is not known. */
  readonly address: string | null;
  /** Active responses, those of waiting pipelined requests included. */
  readonly responses: ServerResponse[];
  /** Grows with each connection that opens or becomes idle. */
  idleSince: number;
}

export interface ConnectionTracker {
  readonly connections: ReadonlyMap<Socket, Connection>;
  /**
   * Graceful shutdown: stops accepting connections, closes idle ones, and waits `patienceMs` for active requests.
   * Returns the number of connections that it then closed with a request unfinished.
   */
  drain(patienceMs: number): Promise<number>;
  /** Whether a request is active on a connection; null once its response has begun. */
  hasActiveRequest(socket: Duplex): boolean | null;
}

/**
 * Tracks the active requests of each connection of a server. `closeIdleConnections` of Node is not enough, because it
 * skips a connection without a complete request head. Node also stops checking timeouts once the server closes.
 */
export function trackConnections(server: Server): ConnectionTracker {
  // Responses are in arrays instead of a long-lived Set (@v8 4).
  const connections = new Map<Socket, Connection>();
  let sequence = 0;

  server.on('connection', (socket: Socket) => {
    sequence += 1;
    const address = networkOf(socket.remoteAddress);
    connections.set(socket, { socket, address, responses: [], idleSince: sequence });
    socket.once('close', () => connections.delete(socket));
  });

  server.on('request', ({ socket }, response) => {
    const connection = connections.get(socket);
    connection?.responses.push(response);
    if (!server.listening) sendConnectionClose(response);
    response.once('close', () => void (connection && endResponse(connection, response)));
  });

  function endResponse(connection: Connection, response: ServerResponse): void {
    const { socket, responses } = connection;
    responses.splice(responses.indexOf(response), 1);
    if (responses.length > 0) return;
    sequence += 1;
    connection.idleSince = sequence;
    if (!server.listening) socket.destroySoon();
  }

  function closeIdle(): void {
    for (const { socket, responses } of connections.values())
      if (responses.length === 0) socket.destroy();
      else for (const response of responses) sendConnectionClose(response);
  }

  return {
    connections,
    hasActiveRequest(socket) {
      const responses = connections.get(socket as Socket)?.responses ?? [];
      return responses.some(response => response.headersSent) ? null : responses.length > 0;
    },
    async drain(patienceMs) {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      closeIdle();
      let dropped = 0;
      const timer = setTimeout(() => {
        dropped = connections.size;
        for (const socket of connections.keys()) socket.destroy();
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
