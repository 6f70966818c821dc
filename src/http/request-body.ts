import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { requestError } from '../errors/request-errors.ts';
import { handoverFrom } from './handover.ts';

/** The most bytes that a request's body, or its URL, may have. */
export const maxBodyBytes = 256_000;

type Bytes = AsyncIterable<Uint8Array>;

/**
 * The body as text, counted as it arrives, because a length may be missing or wrong; and if it is compressed, counted
 * as it unfolds too: before, because empty pieces without end unfold into nothing, and after, because little may
 * unfold into much.
 */
export async function readBody(request: Request, serverContext: object, gzipped: boolean): Promise<string> {
  const handover = handoverFrom(serverContext)?.body;
  if (handover) return handover;
  if (Number(request.headers.get('content-length')) > maxBodyBytes) throw tooLarge(serverContext);
  const arrived = counted(arriving(bytesOf(request, serverContext)), serverContext);
  const chunks: Uint8Array[] = [];
  for await (const chunk of gzipped ? counted(unfolding(arrived), serverContext) : arrived)
    chunks.push(chunk);
  return textOf(Buffer.concat(chunks));
}

/** The same for a body of node:http that is not compressed, without a promise for each piece of it. */
export function readUncompressedBody(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;

    const brokeOff = () => refuse(requestError('The body broke off.', 400));

    function take(chunk: Buffer): void {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size > maxBodyBytes) refuse(tooLarge({ req: incoming }));
    }

    function end(): void {
      incoming.off('close', brokeOff);
      resolve(textOf(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    }

    /** Not destroyed, because a destroyed request takes its socket with it, and then nobody hears the refusal. */
    function refuse(cause: unknown): void {
      incoming.off('data', take).off('end', end).off('error', brokeOff).off('close', brokeOff).pause();
      reject(cause);
    }

    if (Number(incoming.headers['content-length']) > maxBodyBytes) return reject(tooLarge({ req: incoming }));
    incoming.on('data', take);
    incoming.on('end', end);
    incoming.on('error', brokeOff);
    incoming.on('close', brokeOff);
  });
}

/** Without the byte order mark with which some clients begin. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString();
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

async function* counted(bytes: Bytes, serverContext: object): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge(serverContext);
    yield chunk;
  }
}

/** Unfolds no faster than it is read, and no further once nobody reads on. */
async function* unfolding(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // What goes wrong in it is told by the stream that is read here.
  pipeline(bytes, gunzip).catch(() => {});
  try {
    yield* gunzip;
  } catch (cause) {
    throw isOfZlib(cause) ? requestError('The body is not gzip, or not all of it.', 400) : cause;
  }
}

const isOfZlib = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_');

/** Ends a connection of HTTP/1 after the answer, because the rest of the body would come before the next request. */
function tooLarge(serverContext: object) {
  const overHttp1 = 'req' in serverContext && serverContext.req instanceof IncomingMessage;
  const headers = overHttp1 ? { connection: 'close' } : {};
  return requestError(`The body may have at most ${maxBodyBytes} bytes.`, 413, headers);
}

/** From a node:http server the bytes as they come, because Yoga's stream around them costs more than the rest. */
function bytesOf(request: Request, serverContext: object): Bytes | null {
  const incoming = 'req' in serverContext ? serverContext.req : null;
  // Because a destroyed request takes its socket with it, and then nobody hears the refusal.
  if (incoming instanceof Readable) return incoming.iterator({ destroyOnReturn: false });
  return request.body;
}

async function* arriving(bytes: Bytes | null): AsyncGenerator<Uint8Array> {
  try {
    if (bytes) yield* bytes;
  } catch {
    throw requestError('The body broke off.', 400);
  }
}
