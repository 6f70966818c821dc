import {
  type ByteReader,
  type ByteWriter,
  createByteWriter,
  maxSigned,
  readBytes,
} from '../../domain/byte-packing.ts';
import { type CallFilter, textOfFilter } from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { type SourceName, sourceNames } from '../../domain/source-name.ts';
import {
  bytesOfCursor,
  cursorOfAnother,
  cursorVersions,
  hashOfText,
  invalidCursor,
  textOfCursor,
} from '../cursor-bytes.ts';
import type { Checkpoints } from './merge.ts';
import type { Checkpoint } from './source-iterator.ts';

const maxTotal = 2 ** 31 - 1;

/** Bits for the encoded fields of a checkpoint; 0 for a source without a checkpoint. */
const flags = { present: 1, ended: 2, positioned: 4, watermark: 8, total: 16 } as const;
const maxFlags = 31;

/**
 * Creates the encoder for the opaque cursors of one list. Cursors are unsigned, because they hold positions, not
 * permissions; so every replica can decode them.
 */
export function createCursorWriter(
  filter: CallFilter,
  sources: readonly ConnectedSource[],
): (checkpoints: Checkpoints) => string {
  const known = sourceNames.map(name => [name, sourceOf(name, sources)] as const);
  let hash: Buffer | null = null;
  return checkpoints => {
    hash ??= hashOfText(textOfFilter(filter));
    const writer = createByteWriter();
    writer.integer(cursorVersions.sources);
    writer.block(hash);
    for (const [name, source] of known) writeCheckpoint(writer, checkpoints[name], source);
    return textOfCursor(writer.bytes());
  };
}

/** Decodes a cursor; throws BAD_USER_INPUT if it is malformed or belongs to another filter. */
export function readCursor(
  cursor: string,
  filter: CallFilter,
  sources: readonly ConnectedSource[],
): Checkpoints {
  const content = readBytes(bytesOfCursor(cursor), reader => {
    if (reader.integer() !== cursorVersions.sources) return null;
    const hash = reader.block();
    return { hash, checkpoints: sourceNames.map(name => readCheckpoint(reader, sourceOf(name, sources))) };
  });
  const hash = hashOfText(textOfFilter(filter));
  if (content?.hash.length !== hash.length) throw invalidCursor('after');
  if (!hash.equals(content.hash)) throw cursorOfAnother('filter', 'after');
  const entries = sourceNames.map((name, at) => [name, content.checkpoints[at]] as const);
  return Object.fromEntries(entries.filter(([, checkpoint]) => checkpoint !== null));
}

const sourceOf = (name: SourceName, sources: readonly ConnectedSource[]) =>
  sources.find(({ identity }) => identity.name === name)?.calls ?? null;

type Source = ReturnType<typeof sourceOf>;

function writeCheckpoint(writer: ByteWriter, checkpoint: Checkpoint | undefined, source: Source): void {
  if (!checkpoint || !source) {
    writer.integer(0);
    return;
  }
  const { position, watermark, total } = checkpoint;
  writer.integer(flagsOf(checkpoint));
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

/** Null for a source that has no checkpoint in the cursor or is not configured on this gateway. */
function readCheckpoint(reader: ByteReader, source: Source): Checkpoint | null {
  const bits = reader.integer(maxFlags);
  if (bits === 0) return null;
  const watermark = bits & flags.watermark ? reader.signed() : Number.POSITIVE_INFINITY;
  const total = bits & flags.total ? reader.integer(maxTotal) : null;
  const bytes = bits & flags.positioned ? reader.block() : null;
  if (!source) return null;
  const position = bytes && source.decodePosition(bytes);
  if (bytes && !position) throw invalidCursor('after');
  return { position: bits & flags.ended ? 'end' : position, watermark, total };
}
