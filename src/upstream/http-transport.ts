import { errors } from 'undici';
import type { Cancellation } from '../async/cancellation.ts';
import type { PromiseOrValue } from '../async/promise-or-value.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { lengthOf, textOf } from './body-text.ts';
import { decompress } from './decompress.ts';
import { openDispatcher } from './dispatcher.ts';
import type { UpstreamLimits } from './limits.ts';
import { createResponseHandler, type ResponseHead } from './response-handler.ts';

export interface HttpResponse {
  readonly status: number;
  readonly text: string;
  /** Body size on the wire, before decompression. */
  readonly bytes: number;
  readonly retryAfter: string | null;
}

export interface RequestOptions {
  /** Alternating names and values. */
  readonly headers: string[];
  readonly newConnection: boolean;
  /** Limit for the body, before and after decompression. */
  readonly maxBytes: number;
  /** Limit for the whole attempt, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly cancellation: Cancellation;
  /** Called right before the request is written. */
  sent(): void;
}

export interface HttpTransport {
  /** Sends one GET and follows no redirect, because the documented paths need none. */
  get(path: string, options: RequestOptions): Promise<HttpResponse>;
  close(): Promise<void>;
}

export const attemptTimeout = new Error('The attempt timed out.');

export interface HttpTransportOptions {
  readonly url: string;
  readonly limits: Pick<UpstreamLimits, 'connectTimeoutMs' | 'connections'>;
  readonly proxy: ProxySettings;
  readonly toError: (cause: unknown, cancellation: Cancellation) => Error;
  readonly nextTurn: NextTurn;
}

/** HTTP client for one host, on undici's dispatcher. See docs/decisions/0009-undici-dispatcher.md. */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { url, limits, proxy, toError, nextTurn } = options;
  const address = new URL(url);
  const { origin } = address;
  const prefix = address.pathname.replace(/\/+$/, '');
  const open = () => openDispatcher({ url: address, limits, proxy });
  const pool = open();
  let isClosed = false;
  /** Dispatchers with one new connection for one request. */
  const unpooled = new Set<ReturnType<typeof open>>();

  function get(path: string, requestOptions: RequestOptions): Promise<HttpResponse> {
    const { headers, newConnection, maxBytes, timeoutMs, cancellation, sent } = requestOptions;
    return new Promise((resolve, reject) => {
      if (cancellation.reason) throw toError(cancellation.reason, cancellation);
      if (isClosed) throw toError(new errors.ClientDestroyedError(), cancellation);
      const request = { origin, path: validPath(prefix + path), method: 'GET', headers } as const;
      const dispatcher = newConnection ? open() : pool;
      if (newConnection) unpooled.add(dispatcher);

      function release(): void {
        clearTimeout(timer);
        cancellation.offCancel(handler.abort);
        if (unpooled.delete(dispatcher)) void dispatcher.destroy();
      }

      const handler = createResponseHandler(maxBytes, {
        sent,
        complete(head, body) {
          release();
          const response = read(head, body, maxBytes, nextTurn);
          if (response instanceof Promise)
            response.then(resolve, cause => reject(toError(cause, cancellation)));
          else resolve(response);
        },
        failed(cause, head) {
          release();
          const isAborted = cause === attemptTimeout || cancellation.reason !== null;
          if (head && isError(head) && !isAborted) resolve(responseOf(head, '', 0));
          else reject(toError(cause, cancellation));
        },
      });
      const timer = setTimeout(handler.abort, timeoutMs, attemptTimeout);
      cancellation.onCancel(handler.abort);
      dispatcher.dispatch(request, handler);
    });
  }

  return {
    get,
    async close() {
      isClosed = true;
      const closed = new errors.ClientDestroyedError();
      await Promise.all([pool, ...unpooled].map(dispatcher => dispatcher.destroy(closed)));
    },
  };
}

function validPath(path: string): string {
  if (/^[\x21-\x7e]+$/.test(path)) return path;
  throw new errors.InvalidArgumentError('A path is visible ASCII.');
}

/** An error status needs no complete body, except 404, whose body tells the API's from a proxy's. */
const isError = ({ status }: ResponseHead): boolean => status >= 400 && status !== 404;

const responseOf = ({ status, retryAfter }: ResponseHead, text: string, bytes: number): HttpResponse => ({
  status,
  text,
  bytes,
  retryAfter,
});

function read(
  head: ResponseHead,
  body: readonly Buffer[],
  maxBytes: number,
  nextTurn: NextTurn,
): PromiseOrValue<HttpResponse> {
  const bytes = lengthOf(body);
  const decompressed = bytes === 0 ? null : decompress(head.contentEncoding, body, maxBytes);
  const text = decompressed ? decompressed.then(whole => textOf([whole], nextTurn)) : textOf(body, nextTurn);
  if (!(text instanceof Promise)) return responseOf(head, text, bytes);
  return text.then(
    decoded => responseOf(head, decoded, bytes),
    failure => (isError(head) ? responseOf(head, '', 0) : Promise.reject(failure)),
  );
}
