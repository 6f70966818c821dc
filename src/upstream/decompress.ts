import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decompress = (body: Buffer, limits: { readonly maxOutputLength: number }) => Promise<Buffer>;

const [inflateZlib, inflateBare] = [promisify(inflate), promisify(inflateRaw)];

/** Some servers leave out the zlib header (RFC 1950), which `deflate` means by RFC 9110. */
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

/**
 * Decompresses a body to at most so many bytes. The gateway does not ask for compression, but a proxy may add it; null for
 * any other encoding.
 */
export const decompress = (
  encoding: string | null,
  body: Buffer,
  maxOutputLength: number,
): Promise<Buffer> | null => decompressors.get(encoding)?.(body, { maxOutputLength }) ?? null;
