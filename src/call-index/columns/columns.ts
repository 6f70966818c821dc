import type { SourceName } from '../../domain/source-name.ts';

/**
 * Typed columns of all calls in the index, by row number. They answer filters, orders and statistics over a million calls in
 * a few milliseconds, which SQL does not: docs/decisions/0011-columns-in-memory.md has the figures.
 *
 * A row is vacant where `source` is 0. Codes are 0 for null, and otherwise belong to the dictionary of the column. Times are in
 * microseconds; unknown numbers are NaN.
 */
export interface Columns {
  /** Number of rows, vacant ones included. Arrays may be longer. */
  readonly rowCount: number;
  readonly source: Uint8Array;
  readonly status: Uint8Array;
  readonly direction: Uint8Array;
  /** 0 for null, 1 for false, 2 for true. */
  readonly recordingEnabled: Uint8Array;
  /** Start, or else creation. */
  readonly time: Float64Array;
  /** 1 if `time` is the start of the call. */
  readonly hasStarted: Uint8Array;
  readonly endedAt: Float64Array;
  readonly duration: Float64Array;
  readonly turnCount: Float64Array;
  /** Total cost in billionths, rounded to a double; NaN if unknown. */
  readonly cost: Float64Array;
  /** Code of `CREDITS` or of an ISO 4217 currency; 0 if there is no cost, or its currency is unknown. */
  readonly currency: Uint8Array;
  readonly agent: Codes;
  readonly agentName: Codes;
  readonly endReason: Codes;
  readonly flowName: Codes;
  /** Last 15 digits of the customer's number, the last one first, as a number of base 11 whose digit 0 means none. */
  readonly reversedDigits: Float64Array;
  /** Hash of source and key, of 53 bits. */
  readonly tie: Float64Array;
  /** Whether the call has metadata. */
  readonly hasMetadata: Uint8Array;
  /** Exact costs of the rows whose cost is not a whole number of billionths below 2^53, so that `cost` rounds it. */
  readonly roundedCosts: ReadonlyMap<number, string>;
  /** Number of changes so far in each block of `rowsPerBlock` rows, by which summaries of blocks know that they are stale. */
  readonly changeCounts: Uint32Array;
  readonly dictionaries: Dictionaries;
}

/** Number of rows of a block: few enough for the first-level cache of a CPU. */
export const rowsPerBlock = 2_048;

export const blockOf = (row: number): number => Math.floor(row / rowsPerBlock);

/** Codes of a dictionary; an array of wider integers replaces one that is too narrow. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

export interface Dictionaries {
  readonly source: Dictionary<SourceName>;
  readonly status: Dictionary;
  readonly direction: Dictionary;
  readonly currency: Dictionary;
  /** JSON of source and agent id. */
  readonly agent: Dictionary;
  readonly agentName: Dictionary;
  readonly endReason: Dictionary;
  readonly flowName: Dictionary;
}

export interface Dictionary<Word extends string = string> {
  /** The word of a code above 0. */
  wordOf(code: number): Word;
  /** The code of a word; undefined if no call has it. */
  codeOf(word: string): number | undefined;
  /** The highest code. */
  readonly size: number;
}
