import { SwitchboardError } from '../../domain/errors.ts';
import type { RowCodes } from './time-codes.ts';

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

/** Groups rows by one dimension after another, so that each step has a key of two small numbers. */
export function groupRows(rowCount: number, dimensions: readonly RowCodes[]): RowGroups {
  let groups: RowGroups = { groupOf: new Uint16Array(rowCount), count: 1, codes: [] };
  for (const dimension of dimensions) groups = refine(groups, dimension);
  return groups;
}

function refine({ groupOf, count, codes: coarse }: RowGroups, { codes, size }: RowCodes): RowGroups {
  const radix = size + 1;
  const known = createTable(count * radix);
  const refined = new Uint16Array(groupOf.length);
  const keys: number[] = [];
  for (let at = 0; at < refined.length; at += 1) {
    const key = (groupOf[at] ?? 0) * radix + (codes[at] ?? 0);
    // The table holds the number after the group's, so that 0 is none.
    let next = (known instanceof Map ? known.get(key) : known[key]) ?? 0;
    if (next === 0) {
      next = keys.push(key);
      if (next > maxGroups) throw tooManyGroups();
      if (known instanceof Map) known.set(key, next);
      else known[key] = next;
    }
    refined[at] = next - 1;
  }
  const parents = Int32Array.from(keys, key => Math.floor(key / radix));
  return {
    groupOf: refined,
    count: keys.length,
    codes: [
      ...coarse.map(column => parents.map(parent => column[parent] ?? 0)),
      Int32Array.from(keys, key => key % radix),
    ],
  };
}

/** Number of keys up to which an array is the table: 16 MB. */
const maxArrayKeys = 4_000_000;

const createTable = (keys: number): Int32Array | Map<number, number> =>
  keys <= maxArrayKeys ? new Int32Array(keys) : new Map();

const tooManyGroups = () =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `These statistics have more than ${maxGroups} groups. Narrow the filter, choose a longer \`interval\`, or group by less.`,
    { retryable: false },
  );
