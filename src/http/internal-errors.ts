import type { RequestListener, ServerResponse } from 'node:http';
import { internalErrorBody, stackOf } from '../errors/internal-error.ts';
import type { GatewayObserver } from '../observability/observer.ts';

/**
 * Answers 500 when a listener throws or rejects, because Node would end the process, or leave the client without a
 * response. It stands around everything that listens; requests for the graph are answered and logged further inside.
 */
export const withInternalErrors =
  (listener: RequestListener, fault: GatewayObserver['unexpectedError']): RequestListener =>
  (request, response) => {
    function fail(cause: unknown): void {
      fault(stackOf(cause));
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
      // An unread request body would be taken for the next request.
      connection: 'close',
    })
    .end(internalErrorBody);
}
