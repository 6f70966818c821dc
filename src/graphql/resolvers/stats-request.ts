import type { CallStatsOrder } from '../../domain/call-stats.ts';
import { badUserInput } from '../../domain/errors.ts';
import { isTimeZone } from '../../domain/time-zone.ts';
import type { CallStatsRequest } from '../../loaders/call-statistics.ts';
import type { CallStatsDimension, QueryCallStatsArgs } from '../generated/resolver-types.ts';
import { checkedFirst } from './arguments.ts';
import { type FilterContext, readSelection } from './call-filter.ts';

/** Number of groups if the client names none: the default of `first` in the schema. */
export const defaultGroups = 100;
const maxGroups = 1_000;

/** Parses the arguments of statistics; throws BAD_USER_INPUT. */
export function readStatsRequest(
  { filter, groupBy, interval, timeZone, orderBy, first }: Partial<QueryCallStatsArgs>,
  context: FilterContext,
): Omit<CallStatsRequest, 'percentiles'> {
  return {
    selection: readSelection(filter, context),
    groupBy: checkedDimensions(groupBy ?? []),
    interval: interval ?? null,
    timeZone: checkedTimeZone(timeZone ?? 'UTC'),
    order: orderBy ? orderOf(orderBy) : null,
    limit: checkedFirst(first, defaultGroups, maxGroups),
    conversion: context.costConversion,
  };
}

const orderOf = ({
  field = 'CALL_COUNT',
  direction = 'DESC',
}: NonNullable<QueryCallStatsArgs['orderBy']>): CallStatsOrder => ({ field, direction });

function checkedDimensions(groupBy: readonly CallStatsDimension[]): readonly CallStatsDimension[] {
  const twice = groupBy.find((dimension, at) => groupBy.indexOf(dimension) < at);
  if (!twice) return groupBy;
  throw badUserInput(`\`groupBy\` takes each dimension once; ${twice} is there twice.`);
}

function checkedTimeZone(timeZone: string): string {
  if (isTimeZone(timeZone)) return timeZone;
  throw badUserInput('`timeZone` takes the IANA name of a time zone, such as Europe/Berlin.');
}
