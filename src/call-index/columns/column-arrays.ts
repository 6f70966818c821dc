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

/** Creates arrays for a number of rows, with what earlier arrays hold. */
export function resize(rows: number, earlier: Partial<ColumnArrays> = {}): ColumnArrays {
  const resized: Partial<ColumnArrays> = {};
  for (const name of bytes) resized[name] = filled(new Uint8Array(rows), earlier[name]);
  for (const name of doubles) resized[name] = filled(new Float64Array(rows), earlier[name]);
  for (const name of codes) resized[name] = filled(sameWidth(rows, earlier[name]), earlier[name]);
  const changeCounts = new Uint32Array(Math.ceil(rows / rowsPerBlock));
  resized.changeCounts = filled(changeCounts, earlier.changeCounts);
  return resized as ColumnArrays;
}

/** Arrays of codes, from the narrowest to the widest. */
const codeArrays = [Uint8Array, Uint16Array, Uint32Array] as const;

const sameWidth = (rows: number, { BYTES_PER_ELEMENT }: Codes = new Uint8Array()): Codes =>
  new (codeArrays.find(array => array.BYTES_PER_ELEMENT === BYTES_PER_ELEMENT) ?? Uint32Array)(rows);

function filled<T extends Float64Array | Codes>(array: T, earlier: T | undefined): T {
  if (earlier) array.set(earlier);
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
