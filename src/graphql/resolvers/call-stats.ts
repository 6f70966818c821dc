import type { FigureSpread } from '../../domain/call-stats.ts';
import { type CallDistribution, distributionOf } from '../../domain/distribution.ts';
import type { CallFiguresResolvers } from '../generated/resolver-types.ts';

/** Distribution of a figure that no list row has. */
const unknown = distributionOf([]);

export const CallFigures: CallFiguresResolvers = {
  completionRate: ({ endedCount, completedCount }) => (endedCount === 0 ? null : completedCount / endedCount),
  duration: ({ duration }) => distributionOfSpread(duration),
  turnCount: ({ turnCount }) => distributionOfSpread(turnCount),
  interruptions: () => unknown,
  llmTimeToFirstByte: () => unknown,
};

const distributionOfSpread = ({
  known,
  sum,
  mean,
  min,
  max,
  percentiles,
}: FigureSpread): CallDistribution => ({
  known,
  sum,
  mean,
  min,
  max,
  percentileAt(share) {
    const percentile = percentiles.get(share);
    if (percentile === undefined) throw new Error('This percentile was not requested of the index.');
    return percentile;
  },
});
