import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClientError } from '../observability/observer.ts';

export interface ClientErrorOptions {
  /** Whether a request is active on a connection; null once its response has begun. */
  hasActiveRequest(socket: Duplex): boolean | null;
  onClientError(request: ClientError): void;
}

/**
 * Handles the `clientError` event of Node: answers a request that Node cannot parse, and reports it. Errors on a
 * connection with an active request are not reported, because that request is reported itself.
 */
export function handleClientErrors(
  server: Server,
  { hasActiveRequest, onClientError }: ClientErrorOptions,
): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const busy = hasActiveRequest(socket);
    // No response is possible once the client is gone or another response has begun.
    if (busy === null || !socket.writable || !isAnswered(code)) return void socket.destroy();
    const clientError = responses[code] ?? { status: 400, reason: 'malformed' };
    if (!busy) onClientError(clientError);
    socket.end(
      `HTTP/1.1 ${clientError.status} ${STATUS_CODES[clientError.status]}\r\nConnection: close\r\n\r\n`,
      () => socket.destroy(),
    );
  });
}

/** A connection that ends within a request head gets no response, because its client has disconnected. */
const isAnswered = (code: string): boolean =>
  (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') || code in responses;

const responses: Readonly<Record<string, ClientError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'late' },
  HPE_HEADER_OVERFLOW: { status: 431, reason: 'oversized' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, reason: 'oversized' },
};
