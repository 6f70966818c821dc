import type { Codes } from '../columns/columns.ts';

/** Copies the values of some rows, in their order. */
export function gatherNumbers(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) values[at] = column[rows[at] ?? 0] ?? Number.NaN;
  return values;
}

/** Copies the codes of some rows, in their order. */
export function gatherCodes(column: Uint8Array | Codes, rows: Int32Array): Int32Array {
  const codes = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) codes[at] = column[rows[at] ?? 0] ?? 0;
  return codes;
}
