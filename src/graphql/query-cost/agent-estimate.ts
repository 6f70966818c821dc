import type { ConnectedSource } from '../../domain/call-source.ts';
import { maySelect } from '../../loaders/agent-connection/index.ts';
import type { QueryVoiceAgentsArgs } from '../generated/resolver-types.ts';
import { readAgentFilter } from '../resolvers/agent-filter.ts';
import { defaultPage } from '../resolvers/arguments.ts';
import { costOfCallLists, type EstimateContext } from './call-list-estimate.ts';
import { type ListEstimate, nullIfInvalid } from './list-estimate.ts';
import type { FieldSelection } from './selected-fields.ts';

type Sources = readonly ConnectedSource[];

/**
 * Upstream requests of the lists of agents: one for each source, however many lists there are, one for each agent of a source
 * whose list does not have the fields selected, and those of the calls of each agent.
 */
export function agentListEstimates(
  fields: readonly FieldSelection[],
  context: EstimateContext,
): ListEstimate[] {
  const { sources } = context;
  const listed = new Set<ConnectedSource>();
  return fields.flatMap(field => {
    const selected = field.name === 'voiceAgents' ? selectedBy(field, sources) : null;
    if (!selected) return [];
    const unlisted = selected.filter(source => !listed.has(source));
    for (const source of unlisted) listed.add(source);
    const { length: lists } = unlisted;
    return estimateOf(field, lists, perAgent(field, selected, context));
  });
}

/** Null for an invalid filter, because such a list costs nothing and raises an error of its own. */
function selectedBy({ args }: FieldSelection, sources: Sources): Sources | null {
  const { filter } = args as QueryVoiceAgentsArgs;
  const parsed = nullIfInvalid(() => readAgentFilter(filter));
  return parsed && sources.filter(source => maySelect(source, parsed));
}

function estimateOf({ responseKey, args }: FieldSelection, lists: number, perRow: number): ListEstimate {
  const limit = Math.max(0, (args as QueryVoiceAgentsArgs).first ?? defaultPage);
  return { responseKey, argument: 'first', limit, perRow, requests: lists + limit * perRow };
}

function perAgent(
  { requirements, callLists }: FieldSelection,
  sources: Sources,
  context: EstimateContext,
): number {
  const lacksFields = requirements.has('agent') && sources.some(({ fieldCosts }) => !fieldCosts.wholeAgents);
  return (lacksFields ? 1 : 0) + costOfCallLists(callLists, sources, context);
}
