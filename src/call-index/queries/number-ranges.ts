/** Range of numbers, both ends included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** Ranges of numbers by the code of a row, both ends included. A code without a range has a minimum above its maximum. */
export interface RangesByCode {
  readonly codes: Uint8Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}
