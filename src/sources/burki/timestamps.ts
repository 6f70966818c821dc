import type { ByteReader, ByteWriter } from '../../domain/byte-packing.ts';

const shape = /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|\+00:00)?$/;

const separators = ['T', ' '];
const zones = ['', 'Z', '+00:00'];

/** Maximum number of fraction digits, which gives nanoseconds. */
const maxDigits = 9;
const maxFraction = 10 ** maxDigits - 1;

/** Style of a timestamp that is packed as its text. */
const verbatim = 63;

interface Timestamp {
  readonly seconds: number;
  readonly fraction: number;
  readonly digits: number;
  readonly separator: number;
  readonly zone: number;
}

/** Packs a timestamp without loss, because Burki's date filter requires Burki's own spelling. */
export function writeTimestamp(writer: ByteWriter, text: string): void {
  const parsed = parse(text);
  if (!parsed || format(parsed) !== text) {
    writer.integer(verbatim);
    writer.block(Buffer.from(text, 'utf8'));
    return;
  }
  const { seconds, fraction, digits, separator, zone } = parsed;
  writer.integer((digits * separators.length + separator) * zones.length + zone);
  writer.signed(seconds);
  writer.integer(fraction);
}

/**
 * Null for numbers that encode no timestamp. Each number is bounded before use, because a client may have forged it.
 */
export function readTimestamp(reader: ByteReader): string | null {
  const style = reader.integer(verbatim);
  if (style === verbatim) return Buffer.from(reader.block()).toString('utf8');
  const rest = Math.floor(style / zones.length);
  const digits = Math.floor(rest / separators.length);
  if (digits > maxDigits) return null;
  return format({
    seconds: reader.signed(),
    fraction: reader.integer(maxFraction),
    digits,
    separator: rest % separators.length,
    zone: style % zones.length,
  });
}

function parse(text: string): Timestamp | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [, date, separator = '', time, fraction = '', zone = ''] = match;
  return {
    seconds: Date.parse(`${date}T${time}Z`) / 1000,
    fraction: Number(fraction),
    digits: fraction.length,
    separator: separators.indexOf(separator),
    zone: zones.indexOf(zone),
  };
}

function format({ seconds, fraction, digits, separator, zone }: Timestamp): string | null {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const [day, time] = date.toISOString().slice(0, -'.000Z'.length).split('T');
  const places = digits === 0 ? '' : `.${String(fraction).padStart(digits, '0')}`;
  return `${day}${separators[separator]}${time}${places}${zones[zone]}`;
}
