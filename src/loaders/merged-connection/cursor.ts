import { createHash } from 'node:crypto';
import {
  type ByteReader,
  type ByteWriter,
  createByteWriter,
  maxSigned,
  readBytes,
} from '../../domain/byte-packing.ts';
import type { CallFilter } from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput } from '../../domain/errors.ts';
import { type SourceName, sourceNames } from '../../domain/source-name.ts';
import type { Checkpoints } from './merge.ts';
import type { Checkpoint } from './source-iterator.ts';

const version = 2;
const hashBytes = 8;
/** 4,096 characters of Butter's own cursor, three bytes each, take 16,384 characters here; all else takes less than 4,096. */
const maxLength = 20_480;
const maxTotal = 2 ** 31 - 1;

/** Bits that tell which parts of a source's place follow; 0 for a source without a place. */
const flags = { present: 1, ended: 2, positioned: 4, watermark: 8, total: 16 } as const;
const maxFlags = 31;

/**
 * Writes the cursors of one list. They are opaque, and unsigned because they hold positions, not permissions; so every
 * replica reads a cursor that another wrote.
 */
export function createCursorWriter(
  filter: CallFilter,
  sources: readonly ConnectedSource[],
): (places: Checkpoints) => string {
  const known = sourceNames.map(name => [name, sourceOf(name, sources)] as const);
  let hash: Buffer | null = null;
  return places => {
    hash ??= hashOf(filter);
    const writer = createByteWriter();
    writer.integer(version);
    writer.block(hash);
    for (const [name, source] of known) writePlace(writer, places[name], source);
    return Buffer.from(writer.bytes()).toString('base64url');
  };
}

/** Throws BAD_USER_INPUT for a cursor that no gateway wrote, or that belongs to another filter. */
export function readCursor(
  cursor: string,
  filter: CallFilter,
  sources: readonly ConnectedSource[],
): Checkpoints {
  const content = readBytes(bytesOf(cursor), reader => {
    if (reader.integer() !== version) return null;
    const hash = reader.block();
    return { hash, places: sourceNames.map(name => readPlace(reader, sourceOf(name, sources))) };
  });
  if (!content || content.hash.length !== hashBytes) throw refusal();
  if (!hashOf(filter).equals(content.hash))
    throw badUserInput('`after` belongs to a list with another filter: start again without `after`.');
  const entries = sourceNames.map((name, at) => [name, content.places[at]] as const);
  return Object.fromEntries(entries.filter(([, place]) => place !== null));
}

const refusal = () =>
  badUserInput('`after` takes a cursor as this list gave it, in `pageInfo.endCursor` or an edge, unchanged.');

const sourceOf = (name: SourceName, sources: readonly ConnectedSource[]) =>
  sources.find(({ identity }) => identity.name === name)?.calls ?? null;

type Source = ReturnType<typeof sourceOf>;

/** Empty for a text that is too long or is not canonical base64url. */
function bytesOf(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor.length <= maxLength ? cursor : '', 'base64url');
  return bytes.toString('base64url') === cursor ? bytes : new Uint8Array();
}

function writePlace(writer: ByteWriter, place: Checkpoint | undefined, source: Source): void {
  if (!place || !source) {
    writer.integer(0);
    return;
  }
  const { position, watermark, total } = place;
  writer.integer(flagsOf(place));
  if (Number.isFinite(watermark)) writer.signed(Math.max(-maxSigned, Math.min(maxSigned, watermark)));
  if (total !== null) writer.integer(total);
  if (position !== null && position !== 'end') writer.block(source.encodePosition(position));
}

const flagsOf = ({ position, watermark, total }: Checkpoint): number =>
  flags.present |
  (position === 'end' ? flags.ended : 0) |
  (position !== null && position !== 'end' ? flags.positioned : 0) |
  (Number.isFinite(watermark) ? flags.watermark : 0) |
  (total === null ? 0 : flags.total);

/** Null for a source that has no place in the cursor or is not configured on this gateway. */
function readPlace(reader: ByteReader, source: Source): Checkpoint | null {
  const bits = reader.integer(maxFlags);
  if (bits === 0) return null;
  const passed = bits & flags.watermark ? reader.signed() : Number.POSITIVE_INFINITY;
  const total = bits & flags.total ? reader.integer(maxTotal) : null;
  const bytes = bits & flags.positioned ? reader.block() : null;
  if (!source) return null;
  const position = bytes && source.decodePosition(bytes);
  if (bytes && !position) throw refusal();
  return { position: bits & flags.ended ? 'end' : position, watermark: passed, total };
}

const hashOf = (filter: CallFilter): Buffer =>
  createHash('sha256').update(JSON.stringify(filter)).digest().subarray(0, hashBytes);
