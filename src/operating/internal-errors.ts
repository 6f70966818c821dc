import type { RequestListener, ServerResponse } from 'node:http';
import type { GatewayObserver } from './observer.ts';

/** The body of a response to a request that met an unforeseen error: the client learns nothing but that it did. */
export const internalErrorBody = JSON.stringify({
  errors: [
    {
      message: 'Something went wrong in the gateway.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
    },
  ],
});

/**
 * Answers 500 when a listener throws or rejects, because Node would end the process, or leave the client without a
 * response. It stands around everything that listens; requests for the graph are answered and logged further inside.
 */
export const withInternalErrors =
  (listener: RequestListener, fault: GatewayObserver['fault']): RequestListener =>
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

const maxFrames = 8;

/** The class of an error and its stack, for logs; without its message, which may hold a piece of a call. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { stack = '', message } = error;
  const afterMessage = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const frames = afterMessage.split('\n').filter(line => /^\s+at /.test(line));
  return [error.constructor.name, ...frames.slice(0, maxFrames)].join('\n');
}
