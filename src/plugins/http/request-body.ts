import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { refusal } from '../errors/refusal.ts';

/** The most bytes that a request's body, or its URL, may have. */
export const mostBytes = 256_000;

/** The body as text, counted as it arrives, because a length may be missing or wrong. */
export async function readBody(request: Request, serverContext: object): Promise<string> {
  if (Number(request.headers.get('content-length')) > mostBytes) throw tooLarge(serverContext);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of arriving(bytesOf(request, serverContext))) {
    size += chunk.byteLength;
    if (size > mostBytes) throw tooLarge(serverContext);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString();
}

/** Ends a connection of HTTP/1 after the answer, because the rest of the body would come before the next request. */
function tooLarge(serverContext: object) {
  const overHttp1 = 'req' in serverContext && serverContext.req instanceof IncomingMessage;
  const headers = overHttp1 ? { connection: 'close' } : {};
  return refusal(`The body may have at most ${mostBytes} bytes.`, 413, headers);
}

/** From a node:http server the bytes as they come, because Yoga's stream around them costs more than the rest. */
function bytesOf(request: Request, serverContext: object): AsyncIterable<Uint8Array> | null {
  const incoming = 'req' in serverContext ? serverContext.req : null;
  // Because a destroyed request takes its socket with it, and then nobody hears the refusal.
  if (incoming instanceof Readable) return incoming.iterator({ destroyOnReturn: false });
  return request.body;
}

async function* arriving(bytes: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  try {
    if (bytes) yield* bytes;
  } catch {
    throw refusal('The body broke off.', 400);
  }
}
