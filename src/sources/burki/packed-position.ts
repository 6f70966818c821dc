import { type ByteReader, type ByteWriter, createByteWriter, readBytes } from '../../domain/byte-packing.ts';
import {
  type BurkiPosition,
  checkedPosition,
  isStarted,
  maxSpans,
  readPosition,
  type Span,
} from './position.ts';
import { readTimestamp, writeTimestamp } from './timestamps.ts';

/** Flag bits in the first number of an encoded position. */
const flags = { started: 1, withoutAgent: 2, wide: 4, bounded: 8, hasPage: 16 } as const;
const maxFlags = 31;

/** Bound on an encoded position in bytes, as many as two kilobytes of base64url hold. */
const maxPositionBytes = 1_536;

/** Bound on `skip` in a client's cursor, so that sums with it stay exact. */
const maxSkip = 2 ** 31 - 1;

export function encodePosition(json: unknown): Uint8Array {
  const position = checkedPosition(json);
  const writer = createByteWriter();
  writer.integer(flagsOf(position));
  if (isStarted(position)) {
    writeTimestamp(writer, position.at);
    writer.integer(position.id);
    writer.integer(position.ties);
    writeSpans(writer, position.given);
  } else {
    writer.integer(position.skip);
    writer.integer(position.listed);
    writeSpans(writer, position.page ? [...position.given, position.page] : position.given);
  }
  return writer.bytes();
}

function flagsOf(position: BurkiPosition): number {
  const agent = position.withoutAgent ? flags.withoutAgent : 0;
  if (isStarted(position)) return agent | flags.started | (position.wide ? flags.wide : 0);
  return agent | (position.isBounded ? flags.bounded : 0) | (position.page ? flags.hasPage : 0);
}

/** Decodes a position from a client's cursor; null for malformed bytes. */
export function decodePosition(bytes: Uint8Array): BurkiPosition | null {
  if (bytes.length > maxPositionBytes) return null;
  return readPosition(
    readBytes(bytes, reader => {
      const bits = reader.integer(maxFlags);
      const agent = bits & flags.withoutAgent ? { withoutAgent: true } : {};
      return bits & flags.started
        ? { ...agent, ...readStarted(reader, bits) }
        : { ...agent, ...readWaiting(reader, bits) };
    }),
  );
}

function readStarted(reader: ByteReader, bits: number) {
  const at = readTimestamp(reader);
  const id = reader.integer();
  const ties = reader.integer();
  const wide = bits & flags.wide ? { wide: true } : {};
  return { at, id, ties, given: readSpans(reader), ...wide };
}

function readWaiting(reader: ByteReader, bits: number) {
  const skip = reader.integer(maxSkip);
  const listed = reader.integer();
  const spans = readSpans(reader);
  const hasPage = (bits & flags.hasPage) !== 0;
  return {
    skip,
    listed,
    isBounded: (bits & flags.bounded) !== 0,
    given: hasPage ? spans.slice(0, -1) : spans,
    page: hasPage ? (spans.at(-1) ?? null) : null,
  };
}

export function packedSpansLength(spans: readonly Span[]): number {
  const writer = createByteWriter();
  writeSpans(writer, spans);
  return writer.bytes().length;
}

/**
 * Delta encoding: each span is relative to the previous one. A `high` of 0 stands for the number right below the
 * previous `low`.
 */
function writeSpans(writer: ByteWriter, spans: readonly Span[]): void {
  let before = { at: 0, low: 0 };
  writer.integer(spans.length);
  for (const { at, high, low } of spans) {
    writer.signed(at - before.at);
    writer.integer(high === before.low - 1 ? 0 : high);
    writer.integer(high - low);
    before = { at, low };
  }
}

function readSpans(reader: ByteReader): Span[] {
  const spans: Span[] = [];
  let before = { at: 0, low: 0 };
  for (let left = reader.integer(maxSpans + 1); left > 0; left -= 1) {
    const at = before.at + reader.signed();
    const high = reader.integer() || before.low - 1;
    const low = high - reader.integer();
    spans.push({ at, high, low });
    before = { at, low };
  }
  return spans;
}
