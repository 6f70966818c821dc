import type { ServerResponse } from 'node:http';

export function sendForbidden(response: ServerResponse, message: string): void {
  response
    .writeHead(403, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // Closes the connection, because the request body is never read.
      connection: 'close',
    })
    .end(JSON.stringify({ errors: [{ message, extensions: { code: 'FORBIDDEN', retryable: false } }] }));
}
