import {
  type AgentCriterion,
  type CallFilter,
  canonicalFilter,
  everyCall,
} from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput, SwitchboardError } from '../../domain/errors.ts';
import { microsecondsOf } from '../../domain/instant.ts';
import { decodeNodeId } from '../../domain/node-id.ts';
import { digitsOf } from '../../domain/phone-number.ts';
import { type CallSelection, selectionOf } from '../../loaders/merged-connection/selection.ts';
import type { RequestContext } from '../context.ts';
import type { CallFilter as FilterInput } from '../generated/resolver-types.ts';

const minDigits = 4;
const maxDigits = 32;

/** Bound on a number in characters, which a SIP URI with its host fits. */
const maxNumberLength = 256;

/** Parses a filter once per request, because the query cost needs it too; throws BAD_USER_INPUT. */
export function readSelection(
  input: FilterInput | null | undefined,
  { selections, sources }: Pick<RequestContext, 'selections' | 'sources'>,
): CallSelection {
  const key = JSON.stringify(input ?? null);
  const selection = selections.get(key) ?? select(input, sources);
  selections.set(key, selection);
  if (selection instanceof Error) throw selection;
  return selection;
}

function select(input: FilterInput | null | undefined, sources: readonly ConnectedSource[]) {
  try {
    return selectionOf(input ? readFilter(input, sources) : everyCall, sources);
  } catch (error) {
    if (error instanceof SwitchboardError) return error;
    throw error;
  }
}

/** Parses a filter into its canonical form, so that a cursor also fits the same filter in another spelling. */
function readFilter(input: FilterInput, sources: readonly ConnectedSource[]): CallFilter {
  const filter = canonicalFilter({
    sources: input.sources ?? null,
    statuses: input.statuses ?? null,
    directions: input.directions ?? null,
    agents: input.agents?.map(agent => readAgent(agent, sources)) ?? null,
    customerDigits: readDigits(input.customerNumber),
    startedAfter: input.startedAfter ?? null,
    startedBefore: input.startedBefore ?? null,
    minDuration: input.minDuration ?? null,
    maxDuration: input.maxDuration ?? null,
  });
  checkBounds(filter);
  return filter;
}

/** Parses an agent criterion: a node id names its source, any other text is a platform's own key. */
function readAgent(agent: string, sources: readonly ConnectedSource[]): AgentCriterion {
  const node = decodeNodeId(agent);
  if (node?.type === 'Call')
    throw badUserInput('`filter.agents` takes ids of voice agents; one of these is the id of a Call.');
  const owner = node && sources.find(({ identity }) => identity.name === node.source)?.identity;
  if (node && owner?.isAgentKey(node.key)) return { source: node.source, key: node.key };
  if (!node && sources.some(({ identity }) => identity.isAgentKey(agent)))
    return { source: null, key: agent };
  throw badUserInput("`filter.agents` takes `VoiceAgent.id`s or the platforms' own agent keys.");
}

function readDigits(number: string | null | undefined): string | null {
  if (number === null || number === undefined || number === '') return null;
  const digits = number.length > maxNumberLength ? '' : digitsOf(number);
  if (digits.length >= minDigits && digits.length <= maxDigits) return digits;
  throw badUserInput(`\`filter.customerNumber\` takes a number with ${minDigits} to ${maxDigits} digits.`);
}

function checkBounds({ startedAfter, startedBefore, minDuration, maxDuration }: CallFilter): void {
  if (
    startedAfter !== null &&
    startedBefore !== null &&
    microsecondsOf(startedAfter) > microsecondsOf(startedBefore)
  )
    throw badUserInput('`filter.startedAfter` must not be later than `filter.startedBefore`.');
  if ((minDuration ?? 0) < 0 || (maxDuration ?? 0) < 0 || Math.max(minDuration ?? 0, maxDuration ?? 0) > 1e9)
    throw badUserInput('`filter.minDuration` and `filter.maxDuration` take 0 to 1000000000 seconds.');
  if (minDuration !== null && maxDuration !== null && minDuration > maxDuration)
    throw badUserInput('`filter.minDuration` must not be more than `filter.maxDuration`.');
}
