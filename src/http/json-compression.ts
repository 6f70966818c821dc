import { type CompressionLevels, type ContentEncoding, compress } from './compression.ts';

/** Compresses a response; null if it is sent as it is. */
export type CompressJson = (
  body: string | Buffer,
  encoding: ContentEncoding | null,
) => Promise<Buffer<ArrayBuffer>> | null;

/** Below this length a response fits into a few packets, and compression saves no time. */
const minLength = 10_000;

/** Beyond this length the threads of libuv are busy, and a response waits longer for one than compression saves. */
const maxPendingLength = 16_000_000;

/** These levels take a third of the CPU time of the defaults for some 10 % more bytes: docs/performance.md has the figures. */
const levels: CompressionLevels = { br: 3, gzip: 1 };

export const isLargeJson = (length: number): boolean => length >= minLength;

export function createJsonCompression(): CompressJson {
  let pendingLength = 0;

  return (body, encoding) => {
    const { length } = body;
    if (!encoding || length < minLength) return null;
    if (pendingLength > 0 && pendingLength + length > maxPendingLength) return null;
    pendingLength += length;
    return compress(body, encoding, levels).finally(() => {
      pendingLength -= length;
    });
  };
}

/** Compresses nothing, where a proxy does. */
export const withoutCompression: CompressJson = () => null;
