import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { requestError } from '../errors/request-errors.ts';
import { handoverFrom } from './handover.ts';
import { bodyReadBefore, readBeforeError } from './read-before.ts';

/** Applies to a request body before and after decompression, and to a URL. */
export const maxBodyBytes = 256_000;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * Reads the body with a byte limit on the compressed and the decompressed stream (endless empty gzip members, zip
 * bombs). Bytes are counted, because `content-length` may be missing or wrong. Rejects with 400 or 413.
 */
export async function readBody(request: Request, serverContext: object, gzipped: boolean): Promise<string> {
  const handover = handoverFrom(serverContext)?.body;
  if (handover) return handover;
  if (Number(request.headers.get('content-length')) > maxBodyBytes) throw tooLarge(serverContext);
  const incoming = incomingFrom(serverContext);
  if (incoming?.readableEnded) return readEarlierBody(incoming, gzipped);
  if (!incoming && request.bodyUsed) throw readBeforeError();
  const received = withAbortError(incoming ? streamOf(incoming) : request.body);
  return textOf(await collect(received, serverContext, gzipped));
}

/** Programs decompress what they parse, so that only a body that still begins as gzip does is decompressed here. */
async function readEarlierBody(incoming: IncomingMessage, gzipped: boolean): Promise<string> {
  const bytes = bodyReadBefore(incoming);
  const isCompressed = gzipped && bytes[0] === 0x1f && bytes[1] === 0x8b;
  return textOf(await collect(Readable.from([bytes]), { req: incoming }, isCompressed));
}

async function collect(bytes: Bytes, serverContext: object, gzipped: boolean): Promise<Buffer> {
  const received = limited(bytes, serverContext);
  const chunks: Uint8Array[] = [];
  for await (const chunk of gzipped ? limited(decompressed(received), serverContext) : received)
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Faster variant of `readBody` for uncompressed bodies: uses listeners instead of a promise for each chunk. */
export function readUncompressedBody(incoming: IncomingMessage): Promise<string> {
  if (incoming.readableEnded) return readEarlierBody(incoming, false);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;

    const onAbort = () => rejectBody(requestError('The body broke off.', 400));

    function onData(chunk: Buffer): void {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size > maxBodyBytes) rejectBody(tooLarge({ req: incoming }));
    }

    function onEnd(): void {
      incoming.off('close', onAbort);
      resolve(textOf(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    }

    /** Pauses the request, because destroying it would close the socket before the client gets the response. */
    function rejectBody(cause: unknown): void {
      incoming.off('data', onData).off('end', onEnd).off('error', onAbort).off('close', onAbort).pause();
      reject(cause);
    }

    if (Number(incoming.headers['content-length']) > maxBodyBytes) return reject(tooLarge({ req: incoming }));
    if (incoming.destroyed) return onAbort();
    incoming.on('data', onData);
    incoming.on('end', onEnd);
    incoming.on('error', onAbort);
    incoming.on('close', onAbort);
  });
}

/** Decodes UTF-8 and strips a byte order mark, which some clients send. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

async function* limited(bytes: Bytes, serverContext: object): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge(serverContext);
    yield chunk;
  }
}

/** Decompresses with backpressure, and stops when the reader does. */
async function* decompressed(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // The loop below gets the same error from `gunzip`.
  pipeline(bytes, gunzip).catch(() => {});
  try {
    yield* gunzip;
  } catch (cause) {
    throw isZlibError(cause) ? requestError('The body is not gzip, or not all of it.', 400) : cause;
  }
}

const isZlibError = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_');

/** Closes an HTTP/1 connection after the response, because the rest of the body would precede the next request. */
function tooLarge(serverContext: object) {
  const headers = incomingFrom(serverContext) ? { connection: 'close' } : {};
  return requestError(`The body may have at most ${maxBodyBytes} bytes.`, 413, headers);
}

function incomingFrom(serverContext: object): IncomingMessage | null {
  const incoming = 'req' in serverContext ? serverContext.req : null;
  return incoming instanceof IncomingMessage ? incoming : null;
}

/** Reads from node:http directly, because the stream that Yoga wraps around it is slow. */
function streamOf(incoming: IncomingMessage): Bytes {
  // The request must stay open, because destroying it would close the socket before the client gets the response.
  return incoming.iterator({ destroyOnReturn: false });
}

async function* withAbortError(bytes: Bytes | null): AsyncGenerator<Uint8Array> {
  try {
    if (bytes) yield* bytes;
  } catch {
    throw requestError('The body broke off.', 400);
  }
}
