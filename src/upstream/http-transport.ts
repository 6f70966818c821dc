import { errors } from 'undici';
import type { Cancellation } from '../async/cancellation.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
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
  /** Names and values in turn. */
  readonly headers: string[];
  /** Whether to use a new connection instead of a kept-alive one. */
  readonly newConnection: boolean;
  /** Bound on the body, after decompression too. */
  readonly maxBytes: number;
  /** Bound on the whole attempt, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Cancels the attempt. */
  readonly cancellation: Cancellation;
}

export interface HttpTransport {
  /** Sends one GET. Redirects are not followed, because every path is a documented one. */
  get(path: string, options: RequestOptions): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** The cause of an attempt that took longer than its timeout. */
export const attemptTimeout = new Error('The attempt timed out.');

export interface HttpTransportOptions {
  readonly url: string;
  readonly limits: Pick<UpstreamLimits, 'connectTimeoutMs' | 'connections'>;
  readonly proxy: ProxySettings;
  /** Maps the cause of a failed attempt to its error. */
  readonly toError: (cause: unknown, ending: Cancellation) => Error;
}

/** HTTP client for one host, on undici's dispatcher. See docs/decisions/0009-undici-dispatcher.md. */
export function createHttpTransport({ url, limits, proxy, toError }: HttpTransportOptions): HttpTransport {
  const address = new URL(url);
  const { origin } = address;
  const prefix = address.pathname.replace(/\/+$/, '');
  const open = () => openDispatcher({ url: address, limits, proxy });
  const pool = open();
  /** Dispatchers of requests on new connections. */
  const fresh = new Set<ReturnType<typeof open>>();

  function get(path: string, options: RequestOptions): Promise<HttpResponse> {
    const { headers, newConnection, maxBytes, timeoutMs, cancellation } = options;
    return new Promise((resolve, reject) => {
      if (cancellation.reason) throw toError(cancellation.reason, cancellation);
      const request = { origin, path: checked(prefix + path), method: 'GET', headers } as const;
      const dispatcher = newConnection ? open() : pool;
      if (newConnection) fresh.add(dispatcher);

      function release(): void {
        clearTimeout(timer);
        cancellation.offCancel(handler.abort);
        if (fresh.delete(dispatcher)) void dispatcher.close();
      }

      const handler = createResponseHandler(maxBytes, {
        complete(head, body) {
          release();
          const response = read(head, body, maxBytes);
          if (response instanceof Promise)
            response.then(resolve, cause => reject(toError(cause, cancellation)));
          else resolve(response);
        },
        failed(cause, head) {
          release();
          const isCutOff = cause === attemptTimeout || cancellation.reason !== null;
          if (head && isError(head) && !isCutOff) resolve(responseOf(head, '', 0));
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
      const closed = new errors.ClientDestroyedError();
      await Promise.all([pool, ...fresh].map(dispatcher => dispatcher.destroy(closed)));
    },
  };
}

function checked(path: string): string {
  if (/^[\x21-\x7e]+$/.test(path)) return path;
  throw new errors.InvalidArgumentError('A path is visible ASCII.');
}

/** An error status is an answer even if its body breaks off. */
const isError = ({ status }: ResponseHead): boolean => status >= 400 && status !== 404;

const responseOf = ({ status, retryAfter }: ResponseHead, text: string, bytes: number): HttpResponse => ({
  status,
  text,
  bytes,
  retryAfter,
});

function read(head: ResponseHead, body: Buffer, maxBytes: number): HttpResponse | Promise<HttpResponse> {
  const bytes = body.length;
  const plain = bytes === 0 ? null : decompress(head.contentEncoding, body, maxBytes);
  if (!plain) return responseOf(head, body.toString('utf8'), bytes);
  return plain.then(
    text => responseOf(head, text.toString('utf8'), bytes),
    failure => (isError(head) ? responseOf(head, '', 0) : Promise.reject(failure)),
  );
}
