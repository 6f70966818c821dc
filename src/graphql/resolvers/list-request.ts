import { everyCall } from '../../domain/call-filter.ts';
import { type CallOrder, newestFirst } from '../../domain/call-order.ts';
import { type CostConversion, creditsCode } from '../../domain/cost-conversion.ts';
import { badUserInput } from '../../domain/errors.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import type { CallListRequest } from '../../loaders/call-list-request.ts';
import type { CallSelection, ListableSource } from '../../loaders/call-selection.ts';
import type { QueryCallsArgs } from '../generated/resolver-types.ts';
import { checkedFirst, defaultPage, maxPageSize } from './arguments.ts';
import { type FilterContext, readSelection } from './call-filter.ts';

/** Parses the arguments of a list of calls, of one agent or null for all; throws BAD_USER_INPUT. */
export function readListRequest(
  args: Partial<QueryCallsArgs>,
  context: FilterContext,
  agent: AgentReference | null = null,
): CallListRequest {
  const { first, last, after, before, filter, orderBy } = args;
  const isBackward = isGiven(last) || isGiven(before);
  if (isBackward) checkBackward(args);
  const selection = readSelection(filter, context, agent);
  const named = filter?.cost?.currency ?? null;
  const conversion = named === null ? context.costConversion : { currency: named, rates: {} };
  if (orderBy?.field === 'COST' && named === null) checkRates(selection, conversion);
  return {
    selection,
    order: orderBy ? orderOf(orderBy) : null,
    conversion,
    limit: isBackward ? checkedLast(last) : checkedFirst(first, defaultPage, maxPageSize),
    cursor: (isBackward ? before : after) ?? null,
    isBackward,
  };
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** The default of `first` stands for its absence, because it is there whenever the client leaves it out. */
function checkBackward({ first, last, after, before }: Partial<QueryCallsArgs>): void {
  if (isGiven(first) && first !== defaultPage)
    throw badUserInput('`first` does not go with `last` or `before`.');
  if (isGiven(after)) throw badUserInput('`after` does not go with `last` or `before`.');
  if (isGiven(before) && !isGiven(last)) throw badUserInput('`before` goes with `last`.');
}

function checkedLast(last: number | null | undefined): number {
  if (isGiven(last) && last >= 1 && last <= maxPageSize) return last;
  throw badUserInput(`\`last\` takes 1 to ${maxPageSize}.`);
}

/** Calls without a time have not started, so that they count as the newest. */
function orderOf({ field = 'TIME', direction = 'DESC' }: NonNullable<QueryCallsArgs['orderBy']>): CallOrder {
  if (field === 'TIME' && direction === 'DESC') return newestFirst;
  return { field, direction, unknown: 'LAST' };
}

/** Refuses an order by cost in which all calls of a source would be unknown. */
function checkRates({ sources }: CallSelection, conversion: CostConversion): void {
  const lacking = sources.find(source => !hasCostsIn(source, conversion));
  if (!lacking) return;
  throw badUserInput(
    `\`orderBy\` COST compares amounts in ${conversion.currency}, into which this gateway has no rate for ${lacking.identity.title}: name one currency in \`filter.cost\`, such as ${creditsCode}.`,
  );
}

/** A source excludes a range of costs in a currency into which none of its costs can be converted. */
const hasCostsIn = ({ calls }: ListableSource, conversion: CostConversion): boolean =>
  !calls.excludes({ ...everyCall, cost: { min: null, max: null, conversion } });
