import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { errors } from 'undici';
import type { Ending } from '../domain/ending.ts';
import type { Failure } from './http/connection.ts';
import { createConnections } from './http/connections.ts';
import type { Head } from './http/head.ts';
import type { Response } from './http/response-reader.ts';
import type { UpstreamLimits } from './limits.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Bytes on the wire. */
  readonly bytes: number;
  readonly retryAfter: string | null;
}

export interface Asking {
  /** As lines of a head, each with its end. */
  readonly headers: string;
  /** Whether on a new connection. */
  readonly anew: boolean;
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

/** Why an exchange failed: its connection was one that the server had let go of by then. */
export const unheard = new Error('The connection was ended before the request was heard.');

export interface ExchangeOptions {
  readonly url: string;
  readonly limits: Pick<UpstreamLimits, 'connectTimeoutMs'>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Makes of whatever ended an exchange what it fails with. */
  readonly failureOf: (cause: unknown, ending: Ending) => Error;
}

type Decompress = (body: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>;

const [inflateZlib, inflateBare] = [promisify(inflate), promisify(inflateRaw)];

/** Some servers leave out the header of zlib (RFC 1950), which `deflate` means by RFC 9110. */
const inflateEither: Decompress = (body, limits) =>
  (hasZlibHeader(body) ? inflateZlib : inflateBare)(body, limits);

/** The first two bytes name the method, deflate, and are a multiple of 31. */
const hasZlibHeader = (body: Buffer): boolean =>
  body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;

const decompressors = new Map<string | null, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', inflateEither],
  ['br', promisify(brotliDecompress)],
]);

/** Speaks HTTP with one host through connections of its own. */
export function createExchange({ url, limits, now, failureOf }: ExchangeOptions): Exchange {
  const address = new URL(url);
  const prefix = address.pathname.replace(/\/+$/, '');
  const connections = createConnections({
    url: address,
    connectTimeoutMs: limits.connectTimeoutMs,
    now,
  });
  let isClosed = false;

  /** The one end of it that comes first counts; with any other than an answer, the connection is dropped. */
  function get(path: string, { headers, anew, maxBytes, timeoutMs, ending }: Asking): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (ending.over) throw failureOf(ending.over, ending);
      if (isClosed) throw failureOf(new errors.ClientDestroyedError(), ending);
      const request = `GET ${checked(prefix + path)} HTTP/1.1\r\nhost: ${address.host}\r\n${headers}\r\n`;
      const connection = anew ? connections.open() : connections.take();
      const timer = setTimeout(connection.drop, timeoutMs, timeIsOver);
      ending.listen(connection.drop);

      function settle(outcome: Answer | Promise<Answer>): void {
        clearTimeout(timer);
        ending.unlisten(connection.drop);
        if (outcome instanceof Promise) outcome.then(resolve, cause => reject(failureOf(cause, ending)));
        else resolve(outcome);
      }

      connection.ask(request, {
        maxBytes,
        answered: response => settle(read(response, maxBytes)),
        failed: failure => settle(outcomeOf(failure, ending)),
      });
    });
  }

  return {
    get,
    async close() {
      isClosed = true;
      connections.close();
    },
  };
}

/** What else it may hold would be more than a path. */
function checked(path: string): string {
  if (/^[\x21-\x7e]+$/.test(path)) return path;
  throw new errors.InvalidArgumentError('A path is visible ASCII.');
}

/** An error status says all there is to know, whatever becomes of its page. */
const isError = ({ status }: Head): boolean => status >= 400 && status !== 404;

function outcomeOf({ cause, head, isUnheard }: Failure, ending: Ending): Answer | Promise<Answer> {
  const isCutOff = cause === timeIsOver || ending.over !== null;
  if (head && isError(head) && !isCutOff) return answerOf(head, '', 0);
  return Promise.reject(isUnheard ? unheard : cause);
}

const answerOf = ({ status, retryAfter }: Head, text: string, bytes: number): Answer => ({
  status,
  text,
  bytes,
  retryAfter,
});

function read({ head, body }: Response, maxOutputLength: number): Answer | Promise<Answer> {
  const bytes = body.length;
  const decompress = decompressors.get(head.encoding);
  if (!decompress || bytes === 0) return answerOf(head, body.toString('utf8'), bytes);
  // Nobody asked for it, but a proxy may compress. Never more than the limit comes out.
  return decompress(Buffer.from(body), { maxOutputLength }).then(
    plain => answerOf(head, plain.toString('utf8'), bytes),
    failure => (isError(head) ? answerOf(head, '', 0) : Promise.reject(failure)),
  );
}
