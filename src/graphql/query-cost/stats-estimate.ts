import type { QueryCallStatsArgs } from '../generated/resolver-types.ts';
import { defaultGroups } from '../resolvers/stats-request.ts';
import { costOfCallLists, type EstimateContext } from './call-list-estimate.ts';
import type { ListEstimate } from './list-estimate.ts';
import type { FieldSelection } from './selected-fields.ts';

/** Upstream requests of statistics: those of the agent of each group. The figures themselves cost none. */
export const statsEstimates = (fields: readonly FieldSelection[], context: EstimateContext): ListEstimate[] =>
  fields.filter(({ name }) => name === 'callStats').map(field => statsEstimate(field, context));

function statsEstimate(field: FieldSelection, context: EstimateContext): ListEstimate {
  const { first, groupBy } = field.args as QueryCallStatsArgs;
  const limit = Math.max(0, first ?? defaultGroups);
  const perRow = groupBy?.includes('AGENT') ? perAgent(field, context) : 0;
  return { responseKey: field.responseKey, argument: 'first', limit, perRow, requests: limit * perRow };
}

const perAgent = ({ requirements, callLists }: FieldSelection, context: EstimateContext): number =>
  (requirements.has('agent') ? 1 : 0) + costOfCallLists(callLists, context.sources, context);
