import { z } from 'zod';
import { createByteWriter, readBytes } from '../../domain/byte-packing.ts';

/** The longest Butter cursor that a cursor of the merged list may hold, in characters. */
export const maxCursorLength = 4_096;

/**
 * Position at which Butter's list resumes. Butter's cursors mark page boundaries only, so the place within a page is found
 * again by the mark of the row last taken.
 */
export type ButterPosition = z.infer<typeof shape>;

const shape = z.strictObject({
  /** The upstream cursor of the page to read; null for the first page. */
  cursor: z.string().min(1).max(maxCursorLength).nullable(),
  /** The mark of the row to go on after; null when no row could be read so far. */
  after: z.number().int().min(0).nullable(),
  /** The number of rows of that page to search for `after`; 0 when `after` ended the page before. */
  skip: z.number().int().min(0).max(10_000),
  /** Butter gave the cursor in answer to this very client request. */
  isNew: z.boolean().optional(),
});

/** Throws for a malformed position, because resuming at the beginning would give rows twice. */
export function checkedPosition(json: unknown): ButterPosition {
  return shape.parse(json);
}

/** A 48-bit hash of a sid, which tells a page's rows apart in fewer bytes than the sid. */
export function markOf(sid: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < sid.length; index += 1) {
    const unit = sid.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (high & 0xffff) * 2 ** 32 + (low >>> 0);
}

/** Encodings of an upstream cursor; most cursors are base64, and shorter as bytes. */
const cursorEncodings = ['utf8', 'base64url', 'base64'] as const;

const encode = (bytes: Uint8Array, spelling: (typeof cursorEncodings)[number]): string =>
  Buffer.from(bytes).toString(spelling);

const roundTrips = (cursor: string, spelling: (typeof cursorEncodings)[number]): boolean =>
  encode(Buffer.from(cursor, spelling), spelling) === cursor;

/** The index of the last spelling that round-trips; -1 for ill-formed text. */
const encodingOf = (cursor: string): number =>
  cursorEncodings.findLastIndex(spelling => roundTrips(cursor, spelling));

export function encodePosition(position: unknown): Uint8Array {
  const { cursor, after, skip } = checkedPosition(position);
  const writer = createByteWriter();
  const spelling = cursor === null ? 0 : Math.max(0, encodingOf(cursor));
  writer.integer(skip);
  writer.integer(after === null ? 0 : after + 1);
  writer.integer(spelling);
  writer.block(Buffer.from(cursor ?? '', cursorEncodings[spelling]));
  return writer.bytes();
}

/** Reads a position from a client; null for bytes that no gateway wrote. */
export function decodePosition(bytes: Uint8Array): ButterPosition | null {
  const json = readBytes(bytes, reader => {
    const skip = reader.integer();
    const after = reader.integer();
    const spelling = cursorEncodings[reader.integer(cursorEncodings.length - 1)] ?? 'utf8';
    const cursor = encode(reader.block(), spelling);
    return { cursor: cursor === '' ? null : cursor, after: after === 0 ? null : after - 1, skip };
  });
  return shape.safeParse(json).data ?? null;
}
