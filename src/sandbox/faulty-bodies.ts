import { once as onceEvent } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

export async function* once(body: Buffer): AsyncIterable<Buffer> {
  yield body;
}

export async function* stalling(body: string, signal: AbortSignal): AsyncIterable<Buffer> {
  yield Buffer.from(body);
  if (!signal.aborted) await onceEvent(signal, 'abort');
}

export async function* dripping(body: string, everyMs: number, signal: AbortSignal): AsyncIterable<Buffer> {
  for (let at = 0; at < body.length; at += 8) {
    await wait(everyMs, undefined, { signal });
    yield Buffer.from(body.slice(at, at + 8));
  }
}

export async function* flooding(bytes: number): AsyncIterable<Buffer> {
  const piece = Buffer.alloc(65_536, ' ');
  for (let sent = 0; sent < bytes; sent += piece.length) {
    yield piece.subarray(0, Math.min(piece.length, bytes - sent));
    // Yields to the event loop, because a fast client would otherwise block all other requests.
    await wait(0);
  }
}

/** Gzip members of a megabyte each, which decompress as one body. */
export async function* exploding(bytes: number): AsyncIterable<Buffer> {
  const megabyte = 1_000_000;
  const member = gzipSync(Buffer.alloc(megabyte, ' '));
  for (let sent = 0; sent < bytes; sent += megabyte) yield member;
}
