import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

import { joined } from './body-text.ts';

type Decompress = (body: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>;

const [inflateZlib, inflateBare] = [promisify(inflate), promisify(inflateRaw)];

/** Accepts `deflate` without the zlib header that RFC 9110 requires, because some servers omit it. */
const inflateEither: Decompress = (body, limits) =>
  (hasZlibHeader(body) ? inflateZlib : inflateBare)(body, limits);

/** RFC 1950: the low four bits name the method, deflate, and the first two bytes are a multiple of 31. */
const hasZlibHeader = (body: Buffer): boolean =>
  body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;

const decompressors = new Map<string | null, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', inflateEither],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Decompresses a body to at most `maxOutputLength` bytes; null for an unknown encoding. The gateway requests no
 * compression, but a proxy may add it.
 */
export const decompress = (
  encoding: string | null,
  body: readonly Buffer[],
  maxOutputLength: number,
): Promise<Buffer> | null => decompressors.get(encoding)?.(joined(body), { maxOutputLength }) ?? null;
