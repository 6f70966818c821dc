import type { CallDistributionResolvers } from '../generated/resolver-types.ts';
import { checkedShare } from './arguments.ts';

export const CallDistribution: CallDistributionResolvers = {
  percentile: (distribution, { at }) => distribution.percentileAt(checkedShare(at)),
};
