import { type Dispatcher, errors } from 'undici';
import { createResponseBody, type ResponseBody } from './response-body.ts';

export interface ResponseHead {
  readonly status: number;
  readonly contentEncoding: string | null;
  readonly retryAfter: string | null;
}

export interface PooledConnection {
  /** Number of responses since the connection opened. */
  responses: number;
}

export interface ResponseCallbacks {
  /** Called right before the request is written. */
  sent(): void;
  complete(head: ResponseHead, body: readonly Buffer[]): void;
  /** `head` is null if the connection failed before the headers. */
  failed(cause: Error, head: ResponseHead | null): void;
}

/** Cause of a failure on a keep-alive connection that the server closed before it received the request. */
export const staleConnection = new Error('The connection was closed before the request was answered.');

/** Handler for undici's `dispatch` that collects one response. */
export interface ResponseHandler extends Dispatcher.DispatchHandler {
  /** Null until the pool chooses a connection. */
  connection: PooledConnection | null;
  /** Aborts the request; undici never sends a request that still waits for a connection. */
  abort(reason: Error): void;
}

/** Calls `complete` or `failed`, once. The handler uses undici's legacy interface, which allocates less. */
export function createResponseHandler(
  maxBytes: number,
  { sent, complete, failed }: ResponseCallbacks,
): ResponseHandler {
  let abortRequest: ((reason: Error) => void) | null = null;
  let aborted: Error | null = null;
  let isReused = false;
  let hasStarted = false;
  let head: ResponseHead | null = null;
  let body: ResponseBody | null = null;

  function fail(cause: Error): void {
    const isStale = isReused && !hasStarted && isLostConnection(cause);
    failed(isStale ? staleConnection : cause, head);
  }

  const handler: ResponseHandler = {
    connection: null,
    abort(reason) {
      aborted = reason;
      if (abortRequest) abortRequest(reason);
      else failed(reason, null);
    },
    onConnect(abort) {
      // Throws, because undici's `abort` would close a connection that the next request can use.
      if (aborted) throw aborted;
      abortRequest = abort;
      isReused = (handler.connection?.responses ?? 0) > 0;
      sent();
    },
    onResponseStarted() {
      hasStarted = true;
    },
    onHeaders(status, headers) {
      // Informational responses precede the final one.
      if (status < 200) return true;
      head = {
        status,
        contentEncoding: headerOf(headers, 'content-encoding')?.toLowerCase() ?? null,
        retryAfter: headerOf(headers, 'retry-after'),
      };
      if (Number(headerOf(headers, 'content-length')) > maxBytes)
        throw new errors.ResponseExceededMaxSizeError();
      return true;
    },
    onData(chunk) {
      body ??= createResponseBody(maxBytes);
      body.add(chunk);
      return true;
    },
    onComplete() {
      if (handler.connection) handler.connection.responses += 1;
      if (head) complete(head, body?.blocks() ?? []);
    },
    onError(cause) {
      // `abort` has already reported a request that was never sent.
      if (!aborted || abortRequest) fail(cause);
    },
  };
  return handler;
}

const isLostConnection = (cause: Error): boolean =>
  cause instanceof errors.SocketError || ('code' in cause && lostCodes.has(cause.code));

const lostCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/** First value of a header by its lower-case name; undici passes alternating names and values. */
function headerOf(headers: readonly Buffer[], name: string): string | null {
  for (let index = 0; index < headers.length; index += 2) {
    const candidate = headers[index];
    if (candidate?.length === name.length && candidate.toString('latin1').toLowerCase() === name)
      return headers[index + 1]?.toString('latin1') ?? null;
  }
  return null;
}
