import { createScratch, type Scratch } from '../columns/scratch.ts';

/** Working memory of statistics, which one query at a time uses. */
export interface StatsMemory {
  readonly groupOf: Scratch<Uint16Array>;
  readonly duration: Scratch<Float64Array>;
  readonly turnCount: Scratch<Float64Array>;
}

export const createStatsMemory = (): StatsMemory => ({
  groupOf: createScratch(Uint16Array),
  duration: createScratch(Float64Array),
  turnCount: createScratch(Float64Array),
});
