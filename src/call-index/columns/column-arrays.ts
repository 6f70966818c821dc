import { type Codes, type Columns, rowsPerBlock } from './columns.ts';

const bytes = [
  'source',
  'status',
  'direction',
  'recordingEnabled',
  'hasStarted',
  'currency',
  'hasMetadata',
] as const;
const doubles = ['time', 'endedAt', 'duration', 'turnCount', 'cost', 'reversedDigits', 'tie'] as const;
const codes = ['agent', 'agentName', 'endReason', 'flowName'] as const;

export type CodesName = (typeof codes)[number];

type ColumnName = (typeof bytes)[number] | (typeof doubles)[number] | CodesName | 'changeCounts';

/** The arrays of the columns; growth replaces them. */
export type ColumnArrays = { -readonly [Name in ColumnName]: Columns[Name] };

/** Arrays of codes, from the narrowest to the widest. */
const codeArrays = [Uint8Array, Uint16Array, Uint32Array] as const;

const codeArrayOf = (width: number) =>
  codeArrays.find(array => array.BYTES_PER_ELEMENT >= width) ?? Uint32Array;

/** Largest element, at whose multiples each array begins. */
const maxWidth = 8;

/** Creates arrays for a number of rows, with the first `used` rows of earlier ones. */
export function resize(rows: number, earlier: Partial<ColumnArrays>, used: number): ColumnArrays {
  const place = createPlaces(rows * bytesPerRow(earlier));
  const resized: Partial<ColumnArrays> = {};
  for (const name of doubles) resized[name] = filled(place(Float64Array, rows), earlier[name], used);
  for (const name of codes) {
    const array = codeArrayOf(earlier[name]?.BYTES_PER_ELEMENT ?? 1);
    resized[name] = filled(place<Codes>(array, rows), earlier[name], used);
  }
  for (const name of bytes) resized[name] = filled(place(Uint8Array, rows), earlier[name], used);
  const changeCounts = new Uint32Array(Math.ceil(rows / rowsPerBlock));
  resized.changeCounts = filled(changeCounts, earlier.changeCounts, changeCounts.length);
  return resized as ColumnArrays;
}

function bytesPerRow(earlier: Partial<ColumnArrays>): number {
  const codeBytes = codes.reduce((sum, name) => sum + (earlier[name]?.BYTES_PER_ELEMENT ?? 1), 0);
  return doubles.length * Float64Array.BYTES_PER_ELEMENT + codeBytes + bytes.length;
}

/**
 * Returns a function that places arrays in one buffer. The system gives a large buffer only the memory that is written, and
 * takes it back with the buffer, which the C library does with none of a few megabytes.
 */
function createPlaces(size: number) {
  const arrayCount = doubles.length + codes.length + bytes.length;
  const buffer = new ArrayBuffer(size + arrayCount * maxWidth);
  let next = 0;
  return <T extends { readonly byteLength: number }>(
    create: new (buffer: ArrayBuffer, start: number, length: number) => T,
    length: number,
  ): T => {
    const array = new create(buffer, next, length);
    next = Math.ceil((next + array.byteLength) / maxWidth) * maxWidth;
    return array;
  };
}

function filled<T extends Float64Array | Codes>(array: T, earlier: T | undefined, used: number): T {
  if (earlier) array.set(earlier.subarray(0, used));
  return array;
}

/** Writes a code, and widens the array if it is too narrow for the code. */
export function putCode(arrays: ColumnArrays, name: CodesName, row: number, code: number): void {
  if (code >= 256 ** arrays[name].BYTES_PER_ELEMENT) arrays[name] = widened(arrays[name], code);
  arrays[name][row] = code;
}

function widened(codes: Codes, code: number): Codes {
  const wide = codeArrays.find(array => code < 256 ** array.BYTES_PER_ELEMENT) ?? Uint32Array;
  return wide.from(codes);
}
