import type { ColumnTest } from './column-tests.ts';

/** A criterion of a filter over the columns of one moment. */
export interface RowCriterion {
  /** Tests that each matching row passes. */
  readonly tests: readonly ColumnTest[];
  /** Tells of a row that passes whether its call has to be tested as well; null if the columns decide on each. */
  readonly isUndecided: RowPredicate | null;
}

export type RowPredicate = (row: number) => boolean;

export const decided = (...tests: readonly ColumnTest[]): RowCriterion => ({ tests, isUndecided: null });

export const everyRow: RowCriterion = decided();
