/** Above both bounds, missing calls look like those of a wrong account or address. */
const maxDeletions = 100;
const maxDeletedShare = 0.01;

/** Number of calls of an index that may be missing at once. */
export const maxDeletionsOf = (callCount: number): number =>
  Math.max(maxDeletions, Math.floor(callCount * maxDeletedShare));

export const areManyOf = (callCount: number, missing: number): boolean => missing > maxDeletionsOf(callCount);
