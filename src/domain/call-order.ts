/** Figures that an index orders calls by. */
export type CallOrderField = 'TIME' | 'ENDED_AT' | 'DURATION' | 'COST' | 'TURN_COUNT';

/**
 * Order of a list of calls. Calls of equal value follow by their time, the newest first and those without a time before all
 * others, as in `newestFirst`, and then by the hash of their key: the order is total, and the same in every process.
 */
export interface CallOrder {
  readonly field: CallOrderField;
  readonly direction: 'ASC' | 'DESC';
  /** Place of the calls without the figure, whatever the direction. */
  readonly unknown: 'FIRST' | 'LAST';
}

/** Order of the list that the sources answer: newest first, after the calls that have no time. */
export const newestFirst: CallOrder = { field: 'TIME', direction: 'DESC', unknown: 'FIRST' };
