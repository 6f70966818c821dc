import type { RequestListener, ServerResponse } from 'node:http';
import { internalErrorBody, stackOf } from '../errors/internal-error.ts';
import type { GatewayObserver } from '../observability/observer.ts';

/**
 * Error boundary: answers 500 when a listener throws or rejects, because Node would exit or leave the client waiting.
 * Errors of GraphQL requests are answered and logged before they reach this boundary.
 */
export const withInternalErrors =
  (listener: RequestListener, onUnexpectedError: GatewayObserver['unexpectedError']): RequestListener =>
  (request, response) => {
    function fail(cause: unknown): void {
      onUnexpectedError(stackOf(cause));
      sendInternalError(response);
    }
    try {
      const pending: unknown = listener(request, response);
      if (pending instanceof Promise) pending.catch(fail);
    } catch (cause) {
      fail(cause);
    }
  };

function sendInternalError(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(500, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // Closes the connection, because an unread request body would be parsed as the next request.
      connection: 'close',
    })
    .end(internalErrorBody);
}
