import {
  type AgentCriterion,
  type CallFilter,
  canonicalFilter,
  type DurationRange,
  everyCall,
  type TimeRange,
} from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput, SwitchboardError } from '../../domain/errors.ts';
import { isBefore } from '../../domain/instant.ts';
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
    ...everyCall,
    sources: input.sources ?? null,
    statuses: input.statuses ?? null,
    directions: input.directions ?? null,
    agents: input.agents?.map(agent => readAgent(agent, sources)) ?? null,
    customerDigits: readDigits(input.customerNumber),
    started: input.started
      ? { from: input.started.from ?? null, before: input.started.before ?? null }
      : null,
    duration: input.duration ? { min: input.duration.min ?? null, max: input.duration.max ?? null } : null,
  });
  checkTimes(filter.started);
  checkDurations(filter.duration);
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

function checkTimes(range: TimeRange | null): void {
  if (!range?.from || !range.before || !isBefore(range.before, range.from)) return;
  throw badUserInput('`filter.started.from` must not be later than `filter.started.before`.');
}

const maxSeconds = 1e9;

function checkDurations(range: DurationRange | null): void {
  const min = range?.min ?? 0;
  const max = range?.max ?? maxSeconds;
  if (min < 0 || max < 0 || Math.max(min, max) > maxSeconds)
    throw badUserInput('`filter.duration.min` and `filter.duration.max` take 0 to 1000000000 seconds.');
  if (min > max) throw badUserInput('`filter.duration.min` must not be more than `filter.duration.max`.');
}
