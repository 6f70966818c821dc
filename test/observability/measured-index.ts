import type { CallIndex } from '../../src/domain/call-index.ts';
import { type IndexOperations, OperationFailure } from '../../src/domain/index-operations.ts';

const failing = () => Promise.reject(new OperationFailure('The disk of the index is full.'));

/** Operations of an index whose disk is full. */
export const failingOperations = ({ coverageOf }: Pick<CallIndex, 'coverageOf'>): IndexOperations => ({
  erase: failing,
  restore: failing,
  recheck: failing,
  confirmDeletion: async source => source === 'BURKI',
  coverageOf,
  isLeading: () => true,
  diskBytes: async () => 4_096,
});

/** An index of which metrics show the coverage, and 4,096 bytes on disk. */
export const measured = (index: CallIndex) => ({ ...index, operations: failingOperations(index) });
