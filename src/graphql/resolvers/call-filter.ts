import { type CallFilter, canonicalFilter, everyCall } from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import { type AgentReference, idOfAgent } from '../../domain/voice-agent.ts';
import { type CallSelection, selectionOf } from '../../loaders/call-selection.ts';
import type { RequestContext } from '../context.ts';
import type { CallFilter as FilterInput } from '../generated/resolver-types.ts';
import {
  checkMasked,
  readAgent,
  readCost,
  readDigits,
  readDurations,
  readMetadata,
  readStatuses,
  readTimes,
  readWords,
} from './filter-criteria.ts';

export type FilterContext = Pick<RequestContext, 'selections' | 'sources' | 'costConversion' | 'index'>;

/** Parses a filter once per request, because the query cost needs it too; throws BAD_USER_INPUT. */
export function readSelection(
  input: FilterInput | null | undefined,
  context: FilterContext,
  agent: AgentReference | null = null,
): CallSelection {
  const { selections } = context;
  const key = JSON.stringify(agent ? [input ?? null, idOfAgent(agent)] : (input ?? null));
  const selection = selections.get(key) ?? select(input, context, agent);
  selections.set(key, selection);
  if (selection instanceof Error) throw selection;
  return selection;
}

function select(
  input: FilterInput | null | undefined,
  { sources, costConversion, index }: FilterContext,
  agent: AgentReference | null,
) {
  try {
    const filter = input ? readFilter(input, sources, costConversion) : everyCall;
    if (input && index?.isMasked) checkMasked(input, filter);
    return selectionOf(agent ? ofAgent(filter, agent) : filter, sources);
  } catch (error) {
    if (error instanceof SwitchboardError) return error;
    throw error;
  }
}

/** Narrows a filter to one agent, whatever agents it names. */
const ofAgent = (filter: CallFilter, { source, agentId: key }: AgentReference): CallFilter => ({
  ...filter,
  agents: [{ source, key }],
});

/** Parses a filter into its canonical form, so that a cursor also fits the same filter in another spelling. */
const readFilter = (
  input: FilterInput,
  sources: readonly ConnectedSource[],
  conversion: FilterContext['costConversion'],
): CallFilter =>
  canonicalFilter({
    sources: input.sources ?? null,
    statuses: readStatuses(input),
    directions: input.directions ?? null,
    agents: input.agents?.map(agent => readAgent(agent, sources)) ?? null,
    customerDigits: readDigits(input.customerNumber),
    started: readTimes('started', input.started),
    ended: readTimes('ended', input.ended),
    duration: readDurations(input.duration),
    recordingEnabled: input.recordingEnabled ?? null,
    endReasons: readWords('endReasons', input.endReasons),
    flowNames: readWords('flowNames', input.flowNames),
    agentNames: readWords('agentNames', input.agentNames),
    cost: readCost(input.cost, conversion),
    metadata: readMetadata(input.metadata),
  });
