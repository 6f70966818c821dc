import { SwitchboardError } from '../../domain/errors.ts';

/** Dimension by which rows are grouped. */
export interface RowCodes {
  /** Writes the codes of some rows, in their order: 0 for null. */
  read(rows: Int32Array, codes: Int32Array): void;
  /** The highest code. */
  readonly size: number;
}

/** Rows in groups of equal codes. */
export interface RowGroups {
  /** The group of each row, by its position in the selection. */
  readonly groupOf: Uint16Array;
  readonly count: number;
  /** The codes that the rows of each group share, by the dimensions' order. */
  readonly codes: readonly Int32Array[];
}

/** Fits into two bytes. */
const maxGroups = 10_000;

/** Codes of the rows that are read at once, few enough for the first-level cache of a CPU. */
const codes = new Int32Array(2_048);

/** Groups rows by one dimension after another, so that each step has a key of two small numbers. Fills `groupOf`. */
export function groupRows(
  rows: Int32Array,
  dimensions: readonly RowCodes[],
  groupOf: Uint16Array,
): RowGroups {
  groupOf.fill(0);
  let groups: RowGroups = { groupOf, count: 1, codes: [] };
  for (const dimension of dimensions) groups = refine(rows, groups, dimension);
  return groups;
}

function refine(
  rows: Int32Array,
  { groupOf, count, codes: coarse }: RowGroups,
  dimension: RowCodes,
): RowGroups {
  const radix = dimension.size + 1;
  const known = createTable(count * radix);
  const keys: number[] = [];
  for (let start = 0; start < rows.length; start += codes.length) {
    const piece = rows.subarray(start, start + codes.length);
    dimension.read(piece, codes);
    refinePiece(groupOf.subarray(start, start + piece.length), { radix, known, keys });
  }
  const parents = Int32Array.from(keys, key => Math.floor(key / radix));
  return {
    groupOf,
    count: keys.length,
    codes: [
      ...coarse.map(column => parents.map(parent => column[parent] ?? 0)),
      Int32Array.from(keys, key => key % radix),
    ],
  };
}

interface Refinement {
  readonly radix: number;
  /** The number after that of a group by its key, so that 0 is none. */
  readonly known: Uint16Array | Map<number, number>;
  /** Keys of the groups. */
  readonly keys: number[];
}

/** Replaces the groups of some rows by those that their codes divide them into. */
function refinePiece(groupOf: Uint16Array, { radix, known, keys }: Refinement): void {
  for (let at = 0; at < groupOf.length; at += 1) {
    const key = (groupOf[at] ?? 0) * radix + (codes[at] ?? 0);
    let next = (known instanceof Map ? known.get(key) : known[key]) ?? 0;
    if (next === 0) {
      next = keys.push(key);
      if (next > maxGroups) throw tooManyGroups();
      if (known instanceof Map) known.set(key, next);
      else known[key] = next;
    }
    groupOf[at] = next - 1;
  }
}

/** Number of keys up to which an array is the table: 4 MB. */
const maxArrayKeys = 2_000_000;

const createTable = (keys: number): Uint16Array | Map<number, number> =>
  keys <= maxArrayKeys ? new Uint16Array(keys) : new Map();

const tooManyGroups = () =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `These statistics have more than ${maxGroups} groups. Narrow the filter, choose a longer \`interval\`, or group by less.`,
    { retryable: false },
  );
