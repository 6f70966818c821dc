import {
  type ByteReader,
  type ByteWriter,
  createByteWriter,
  maxSigned,
  readBytes,
} from '../../domain/byte-packing.ts';
import { type CallFilter, textOfFilter } from '../../domain/call-filter.ts';
import type { IndexPlace } from '../../domain/call-index.ts';
import type { CallOrder, CallOrderField } from '../../domain/call-order.ts';
import type { CostConversion } from '../../domain/cost-conversion.ts';
import {
  bytesOfCursor,
  type CursorArgument,
  cursorOfAnother,
  cursorVersions,
  hashOfText,
  invalidCursor,
  textOfCursor,
} from '../cursor-bytes.ts';

/** A list of the index, to which its cursors belong. */
export interface IndexList {
  readonly filter: CallFilter;
  readonly order: CallOrder;
  /** Rates by which costs are ordered. */
  readonly conversion: CostConversion;
}

/** Fields by the number that stands for each in a cursor. */
const fields: readonly CallOrderField[] = ['TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'];

/** Bits for the encoded parts of a place; 0 for the start of the list. */
const flags = { present: 1, number: 2, decimal: 4, time: 8 } as const;
const maxFlags = 15;

/** Encodes places as opaque cursors, which are unsigned as those of the sources' list; null is the start of the list. */
export function createIndexCursorWriter(list: IndexList): (place: IndexPlace | null) => string {
  let hash: Buffer | null = null;
  return place => {
    hash ??= hashOf(list);
    const writer = createByteWriter();
    writer.integer(cursorVersions.index);
    writer.integer(codeOf(list.order));
    writer.block(hash);
    writePlace(writer, place);
    return textOfCursor(writer.bytes());
  };
}

/** Decodes a cursor; throws BAD_USER_INPUT if it is malformed or belongs to another list. */
export function readIndexCursor(
  cursor: string,
  list: IndexList,
  argument: CursorArgument,
): IndexPlace | null {
  const content = readBytes(bytesOfCursor(cursor), reader => ({
    version: reader.integer(),
    order: reader.integer(),
    hash: reader.block(),
    place: readPlace(reader),
  }));
  const hash = hashOf(list);
  if (content?.version !== cursorVersions.index || content.hash.length !== hash.length)
    throw invalidCursor(argument);
  if (content.order !== codeOf(list.order)) throw cursorOfAnother('order', argument);
  if (!hash.equals(content.hash)) throw cursorOfAnother('filter', argument);
  if (!isPlaceIn(list.order.field, content.place)) throw invalidCursor(argument);
  return content.place;
}

const codeOf = ({ field, direction }: CallOrder): number =>
  fields.indexOf(field) * 2 + (direction === 'ASC' ? 1 : 0);

/** A list by cost is another one in another currency, and by other rates. */
const hashOf = ({ filter, order, conversion }: IndexList): Buffer =>
  hashOfText(textOfFilter(filter) + (order.field === 'COST' ? JSON.stringify(conversion) : ''));

function writePlace(writer: ByteWriter, place: IndexPlace | null): void {
  writer.integer(place ? flagsOf(place) : 0);
  if (!place) return;
  const { value, time, tie } = place;
  if (typeof value === 'number') writer.block(bytesOfNumber(value));
  if (typeof value === 'string') writer.block(Buffer.from(value));
  if (time !== null) writer.signed(Math.max(-maxSigned, Math.min(maxSigned, time)));
  writer.integer(tie);
}

const flagsOf = ({ value, time }: IndexPlace): number =>
  flags.present |
  (typeof value === 'number' ? flags.number : 0) |
  (typeof value === 'string' ? flags.decimal : 0) |
  (time === null ? 0 : flags.time);

function readPlace(reader: ByteReader): IndexPlace | null {
  const bits = reader.integer(maxFlags);
  if (bits === 0) return null;
  return {
    value: readValue(reader, bits),
    time: bits & flags.time ? reader.signed() : null,
    tie: reader.integer(),
  };
}

function readValue(reader: ByteReader, bits: number): number | string | null {
  if (bits & flags.number) return numberOf(reader.block());
  return bits & flags.decimal ? Buffer.from(reader.block()).toString('latin1') : null;
}

function bytesOfNumber(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

const numberOf = (bytes: Uint8Array): number =>
  bytes.length === 8 ? Buffer.from(bytes).readDoubleBE() : Number.NaN;

/** Bound on a converted cost in characters, because its rate adds some to the digits of the source. */
const maxDecimalLength = 2_100;
const decimal = /^-?\d+(?:\.\d+)?$/;

/** Tells whether the order can have a place; a cursor comes from a client. */
function isPlaceIn(field: CallOrderField, place: IndexPlace | null): boolean {
  const value = place?.value ?? null;
  if (value === null) return true;
  if (field !== 'COST') return Number.isFinite(value);
  return typeof value === 'string' && value.length <= maxDecimalLength && decimal.test(value);
}
