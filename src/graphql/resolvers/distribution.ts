import { maxOf, meanOf, minOf, percentileOf, sumOf } from '../../domain/distribution.ts';
import type { CallDistributionResolvers } from '../generated/resolver-types.ts';
import { checkedShare } from './arguments.ts';

export const CallDistribution: CallDistributionResolvers = {
  known: ({ ascending }) => ascending.length,
  sum: sumOf,
  mean: meanOf,
  min: minOf,
  max: maxOf,
  percentile: (distribution, { at }) => percentileOf(distribution, checkedShare(at)),
};
