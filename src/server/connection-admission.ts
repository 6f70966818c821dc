import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { GatewayObserver } from '../observability/observer.ts';
import { createPlaces, type PlaceLimits } from './connection-places.ts';
import type { Connection } from './connection-tracker.ts';

export interface AdmissionOptions extends PlaceLimits {
  isProbe(request: IncomingMessage): boolean;
  readonly onClosed: GatewayObserver['connectionClosed'];
}

/**
 * Admits connections by the rules of `createPlaces`. The returned function wraps a listener, so that connections without
 * an ordinary place get answers to probes only, and are closed after the first one.
 */
export function admitConnections(
  server: Server,
  connections: ReadonlyMap<Socket, Connection>,
  options: AdmissionOptions,
): (listener: RequestListener) => RequestListener {
  const { isProbe, onClosed } = options;
  const places = createPlaces<Connection>(options);

  server.on('connection', (socket: Socket) => {
    const connection = connections.get(socket);
    if (!connection) return;
    const { place, evicted } = places.open(connection);
    if (evicted) {
      evicted.socket.destroy();
      onClosed('idle');
    }
    if (place !== 'none') return void socket.once('close', () => places.close(connection));
    socket.destroy();
    onClosed('full');
  });

  function mayOnlyProbe(socket: Socket): boolean {
    const connection = connections.get(socket);
    return connection !== undefined && places.mayOnlyProbe(connection);
  }

  return listener => (request, response) => {
    if (!mayOnlyProbe(request.socket)) return listener(request, response);
    if (!isProbe(request)) {
      onClosed('full');
      return refuse(response);
    }
    response.setHeader('connection', 'close');
    return listener(request, response);
  };
}

function refuse(response: ServerResponse): void {
  response
    .writeHead(503, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'retry-after': '1',
      connection: 'close',
    })
    .end(JSON.stringify({ errors: [{ message, extensions }] }));
}

const message = 'The gateway has no place for another connection.';
const extensions = { code: 'OVERLOADED', retryable: true, retryAfter: 1 };
