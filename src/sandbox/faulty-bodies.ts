import { once as happens } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** Bodies that come in pieces, as a healthy server would not send them. */
export async function* once(body: Buffer): AsyncIterable<Buffer> {
  yield body;
}

export async function* stalling(body: string, gone: AbortSignal): AsyncIterable<Buffer> {
  yield Buffer.from(body);
  if (!gone.aborted) await happens(gone, 'abort');
}

export async function* dripping(body: string, everyMs: number, gone: AbortSignal): AsyncIterable<Buffer> {
  for (let at = 0; at < body.length; at += 8) {
    await wait(everyMs, undefined, { signal: gone });
    yield Buffer.from(body.slice(at, at + 8));
  }
}

export async function* flooding(bytes: number): AsyncIterable<Buffer> {
  const piece = Buffer.alloc(65_536, ' ');
  for (let sent = 0; sent < bytes; sent += piece.length) {
    yield piece.subarray(0, Math.min(piece.length, bytes - sent));
    // Because a client that reads as fast as this would otherwise keep every other request waiting.
    await wait(0);
  }
}

/** Gzip members of a megabyte each, which count as one body. */
export async function* exploding(bytes: number): AsyncIterable<Buffer> {
  const megabyte = 1_000_000;
  const member = gzipSync(Buffer.alloc(megabyte, ' '));
  for (let sent = 0; sent < bytes; sent += megabyte) yield member;
}
