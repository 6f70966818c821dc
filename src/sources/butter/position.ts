import { z } from 'zod';
import { createByteWriter, readBytes } from '../../domain/byte-packing.ts';
import { hash53 } from '../../domain/text-hash.ts';

/** Maximum length of a Butter cursor within a cursor of the merged connection, in characters. */
export const maxCursorLength = 4_096;

/**
 * Position in Butter's cursor pagination. Butter's cursors mark page boundaries only, so the mark of the last row
 * returned gives the place within a page.
 */
export type ButterPosition = z.infer<typeof shape>;

const shape = z.strictObject({
  /** Butter's cursor of the page to read; null for the first page. */
  cursor: z.string().min(1).max(maxCursorLength).nullable(),
  /** Mark of the last row returned; null if no row was readable so far. */
  after: z.number().int().min(0).nullable(),
  /** Number of rows on that page to search for `after`; 0 if `after` ended the previous page. */
  skip: z.number().int().min(0).max(10_000),
  /** Whether Butter returned the cursor during this very client request. */
  isNew: z.boolean().optional(),
});

/** Throws for a malformed position, because resuming at the start of the list would repeat rows. */
export function checkedPosition(json: unknown): ButterPosition {
  return shape.parse(json);
}

/** 48-bit hash of a sid, which distinguishes a page's rows in fewer bytes than the sid. */
export const markOf = (sid: string): number => hash53(sid) % 2 ** 48;

/** Encodings of Butter's cursors, most of which are base64 and take fewer bytes decoded. */
const cursorEncodings = ['utf8', 'base64url', 'base64'] as const;

const encode = (bytes: Uint8Array, encoding: (typeof cursorEncodings)[number]): string =>
  Buffer.from(bytes).toString(encoding);

const roundTrips = (cursor: string, encoding: (typeof cursorEncodings)[number]): boolean =>
  encode(Buffer.from(cursor, encoding), encoding) === cursor;

/** Index of the last encoding that round-trips; -1 for ill-formed text. */
const encodingOf = (cursor: string): number =>
  cursorEncodings.findLastIndex(encoding => roundTrips(cursor, encoding));

export function encodePosition(position: unknown): Uint8Array {
  const { cursor, after, skip } = checkedPosition(position);
  const writer = createByteWriter();
  const encoding = cursor === null ? 0 : Math.max(0, encodingOf(cursor));
  writer.integer(skip);
  writer.integer(after === null ? 0 : after + 1);
  writer.integer(encoding);
  writer.block(Buffer.from(cursor ?? '', cursorEncodings[encoding]));
  return writer.bytes();
}

/** Decodes a position from a client's cursor; null for malformed bytes. */
export function decodePosition(bytes: Uint8Array): ButterPosition | null {
  const json = readBytes(bytes, reader => {
    const skip = reader.integer();
    const after = reader.integer();
    const encoding = cursorEncodings[reader.integer(cursorEncodings.length - 1)] ?? 'utf8';
    const cursor = encode(reader.block(), encoding);
    return { cursor: cursor === '' ? null : cursor, after: after === 0 ? null : after - 1, skip };
  });
  return shape.safeParse(json).data ?? null;
}
