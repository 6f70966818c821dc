import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { errors, Pool } from 'undici';
import type { UpstreamLimits } from './limits.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Bytes on the wire. */
  readonly bytes: number;
  readonly retryAfter: string | string[] | undefined;
}

export interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  /** Of the answer, after decompression. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Exchange {
  /** One GET over the wire. Redirects are not followed: every path asked for is a documented one. */
  get(path: string, asking: Asking): Promise<Answer>;
  close(): Promise<void>;
}

const decompressors = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** Speaks HTTP with one host through connections of its own. Because fetch inflates bombs, undici's `request`. */
export function createExchange(url: string, limits: UpstreamLimits): Exchange {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/+$/, '');
  const pool = new Pool(origin, {
    connections: limits.connections,
    connect: { timeout: limits.connectTimeoutMs },
  });

  async function exchange(path: string, { headers, maxBytes, signal }: Asking) {
    const response = await pool.request({ method: 'GET', path: prefix + path, headers, signal });
    const { 'content-encoding': encoding, 'retry-after': retryAfter } = response.headers;
    const status = response.statusCode;
    try {
      const body = await read(response.body, maxBytes);
      const text = await decompress(body, encoding, maxBytes);
      return { status, text, bytes: body.length, retryAfter };
    } catch (cause) {
      // Because an error status says all there is to know, whatever becomes of its page.
      if (status >= 400 && status !== 404 && !signal.aborted)
        return { status, text: '', bytes: 0, retryAfter };
      throw cause;
    }
  }

  return {
    get: (path, asking) =>
      // Because undici does not hear the signal while it connects, the wait ends here in any case.
      Promise.race([exchange(path, asking), abortOf(asking.signal)]),
    close: () => pool.destroy(),
  };
}

/** Counted here, because undici has one limit for all that a pool asks. To stop reading drops the connection. */
async function read(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > maxBytes) throw new errors.ResponseExceededMaxSizeError();
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

/** Nobody asked for compression, but a proxy may add it. Never more than the limit comes out. */
async function decompress(body: Buffer, encoding: unknown, maxOutputLength: number): Promise<string> {
  const decompressor = typeof encoding === 'string' ? decompressors.get(encoding.toLowerCase()) : undefined;
  const plain = decompressor ? await decompressor(body, { maxOutputLength }) : body;
  return plain.toString('utf8');
}

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
