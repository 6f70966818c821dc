import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Dispatcher, errors, Pool } from 'undici';
import type { Ending } from '../domain/ending.ts';
import type { UpstreamLimits } from './limits.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Bytes on the wire. */
  readonly bytes: number;
  readonly retryAfter: string | string[] | undefined;
}

export interface Asking {
  /** Names and values, in turns. */
  readonly headers: string[];
  /** Of the answer, after decompression. */
  readonly maxBytes: number;
  /** For all of it, from asking for a connection to the last byte. */
  readonly timeoutMs: number;
  /** Breaks it off. */
  readonly ending: Ending;
}

export interface Exchange {
  /** One GET over the wire. Redirects are not followed: every path asked for is a documented one. */
  get(path: string, asking: Asking): Promise<Answer>;
  close(): Promise<void>;
}

/** Why an exchange was ended: its time was over. */
export const timeIsOver = new Error('The time is over.');

export interface ExchangeOptions {
  readonly url: string;
  readonly limits: UpstreamLimits;
  /** Makes of whatever ended an exchange what it fails with. */
  readonly failureOf: (cause: unknown, ending: Ending) => Error;
}

const decompressors = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Speaks HTTP with one host through connections of its own. By undici's `dispatch`, because `fetch` inflates bombs, and
 * `request` makes a stream of each answer, which takes longer than all the rest.
 */
export function createExchange({ url, limits, failureOf }: ExchangeOptions): Exchange {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/+$/, '');
  const pool = new Pool(origin, {
    connections: limits.connections,
    connect: { timeout: limits.connectTimeoutMs },
  });

  /** The one end of it that comes first counts; with any other than an answer, the connection is dropped. */
  function get(path: string, { headers, maxBytes, timeoutMs, ending }: Asking): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const receiver = createReceiver(maxBytes, outcome => {
        clearTimeout(timer);
        ending.unlisten(receiver.end);
        if (outcome instanceof Error) reject(failureOf(outcome, ending));
        else resolve(outcome);
      });
      const timer = setTimeout(receiver.end, timeoutMs, timeIsOver);
      if (ending.over) return receiver.end(ending.over);
      ending.listen(receiver.end);
      pool.dispatch({ method: 'GET', path: prefix + path, headers }, receiver.handler);
    });
  }

  return { get, close: () => pool.destroy() };
}

/** Takes in one answer, up to so many bytes; tells its end once. */
function createReceiver(maxBytes: number, ended: (outcome: Answer | Error) => void) {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let head: { readonly status: number; readonly headers: IncomingHttpHeaders } | null = null;
  let controller: Dispatcher.DispatchController | null = null;
  let open = true;

  function end(cause: Error): void {
    // Null while it connects, which undici does not end: then its start finds that it is over.
    controller?.abort(cause);
    if (!open) return;
    open = false;
    ended(cause);
  }

  /** Because an error status says all there is to know, whatever becomes of its page. */
  function breakOff(cause: Error): void {
    const isError = head !== null && head.status >= 400 && head.status !== 404;
    if (isError) answer('', 0);
    end(cause);
  }

  function answer(text: string, size: number): void {
    if (!open || !head) return;
    open = false;
    ended({ status: head.status, text, bytes: size, retryAfter: head.headers['retry-after'] });
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (!open) started.abort(timeIsOver);
    },
    onResponseStart(_, status, headers) {
      head = { status, headers };
    },
    onResponseData(_, piece) {
      bytes += piece.length;
      if (bytes > maxBytes) breakOff(new errors.ResponseExceededMaxSizeError());
      else pieces.push(piece);
    },
    onResponseEnd() {
      const body = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, bytes);
      const decompress = decompressors.get(String(head?.headers['content-encoding']).toLowerCase());
      if (!decompress) return answer(body.toString('utf8'), bytes);
      // Nobody asked for it, but a proxy may compress. Never more than the limit comes out.
      decompress(body, { maxOutputLength: maxBytes }).then(
        plain => answer(plain.toString('utf8'), bytes),
        breakOff,
      );
    },
    onResponseError: (_, cause) => breakOff(cause),
  };
  return { end, handler };
}
