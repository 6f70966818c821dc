/** A column whose values times `sign` are keys; NaN stands for the key of an unknown value. */
export interface KeyColumn {
  readonly column: Float64Array;
  readonly sign: number;
}

/** Range of keys, both ends included. */
export interface KeyWindow {
  readonly minKey: number;
  readonly maxKey: number;
  /** 1 if unknown values are in the window, else 0. */
  readonly hasUnknown: number;
}

/** Bound of a page, by which rows of the same value are settled by their time. */
export interface TieBound {
  /** Key whose rows all have the same value; NaN if it is of unknown values, or if values differ. */
  readonly key: number;
  /** 1 if the value of the bound is unknown, else 0. */
  readonly isUnknown: number;
  /** Time of the bound in the direction of reading: negative if that is backward, and infinite if unknown. */
  readonly time: number;
}

/** Bound with which no row ties. */
export const noTie: TieBound = { key: Number.NaN, isUnknown: 0, time: 0 };

export const hasTies = ({ key, isUnknown }: TieBound): boolean => isUnknown === 1 || !Number.isNaN(key);
