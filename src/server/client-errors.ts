import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClientError } from '../observability/observer.ts';

export interface ClientErrorOptions {
  /** Whether a request is under way on a connection; null when nothing of its answer may be written any more. */
  underWay(socket: Duplex): boolean | null;
  onClientError(request: ClientError): void;
}

/**
 * Answers what Node could not read as a request, as Node itself would, and tells of it. A connection on which a request
 * is under way is not told of: that request has a line of its own.
 */
export function handleClientErrors(server: Server, { underWay, onClientError }: ClientErrorOptions): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    const busy = underWay(socket);
    // Because a client that went has asked nothing, and one answered already may send on for a while.
    if (busy === null || !socket.writable || !isRefusal(code)) return void socket.destroy();
    const refused = refusals[code] ?? { status: 400, reason: 'malformed' };
    if (!busy) onClientError(refused);
    socket.end(
      `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}\r\nConnection: close\r\n\r\n`,
      () => socket.destroy(),
    );
  });
}

/** A client that ends within a head has gone, or will be soon. */
const isRefusal = (code: string): boolean =>
  (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') || code in refusals;

const refusals: Readonly<Record<string, ClientError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'late' },
  HPE_HEADER_OVERFLOW: { status: 431, reason: 'oversized' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, reason: 'oversized' },
};
