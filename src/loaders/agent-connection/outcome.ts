import { type AgentFilter, type AgentList, type ListedAgent, matchesAgent } from '../../domain/agent-list.ts';
import type { CallIndexCoverage } from '../../domain/call-index.ts';
import type { ConnectedSource, SourceIdentity } from '../../domain/call-source.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import { instantOf } from '../../domain/instant.ts';
import { type CallSourceCoverage, codeOf, coverageWithoutAnswer } from '../source-coverage.ts';

/** Loads all agents of a source; null if its API has no such list. */
export type LoadAgentList = (source: ConnectedSource) => Promise<AgentList | null>;

/** Result of reading the agents of one source. */
export type AgentOutcome =
  | { readonly list: AgentList; readonly matching: readonly ListedAgent[] }
  | { readonly list: null; readonly failure: unknown };

export async function readAgents(
  source: ConnectedSource,
  filter: AgentFilter,
  load: LoadAgentList,
): Promise<AgentOutcome> {
  try {
    const list = await load(source);
    if (!list) throw noAgentList(source.identity);
    return { list, matching: list.agents.filter(agent => matchesAgent(agent, filter)) };
  } catch (failure) {
    return { list: null, failure };
  }
}

const noAgentList = ({ name: source, title }: SourceIdentity) =>
  new SwitchboardError('UPSTREAM_ERROR', `${title} gives no list of agents.`, { source, retryable: false });

/** Number of matching agents; null unless the list was read to its end. */
export const countOf = (outcome: AgentOutcome): number | null =>
  outcome.list && isWhole(outcome.list) ? outcome.matching.length : null;

/** The index knows no agent without a call. */
const isWhole = ({ isTruncated, incomplete, index }: AgentList): boolean =>
  !isTruncated && !incomplete && !index;

export function agentCoverageOf(
  connected: ConnectedSource,
  outcome: AgentOutcome | null,
): CallSourceCoverage {
  const source = connected.identity.name;
  if (!outcome) return coverageWithoutAnswer(connected);
  if (!outcome.list) {
    const code = codeOf(outcome.failure);
    return { source, state: 'UNAVAILABLE', origin: 'SOURCE', code, scanned: 0, ...nothing };
  }
  const { stale, agents, index } = outcome.list;
  if (index) return { source, ...ofIndex(index) };
  return {
    source,
    ...stateOf(outcome.list),
    origin: 'SOURCE',
    scanned: agents.length,
    reachedBackTo: null,
    total: countOf(outcome),
    asOf: stale ? instantOf(stale.at * 1000) : null,
    index: null,
  };
}

const ofIndex = (index: CallIndexCoverage): Omit<CallSourceCoverage, 'source'> => ({
  state: 'PARTIAL',
  origin: 'INDEX',
  code: index.failure,
  scanned: 0,
  reachedBackTo: index.completeBackTo ?? index.reachedBackTo,
  total: null,
  asOf: index.asOf,
  index,
});

const nothing = { reachedBackTo: null, total: null, asOf: null, index: null };

function stateOf({ stale, incomplete, isTruncated }: AgentList): Pick<CallSourceCoverage, 'state' | 'code'> {
  if (stale) return { state: 'PARTIAL', code: codeOf(stale.failure) };
  if (incomplete) return { state: 'PARTIAL', code: 'UPSTREAM_INVALID_RESPONSE' };
  return { state: isTruncated ? 'PARTIAL' : 'COMPLETE', code: null };
}
