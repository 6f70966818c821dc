import { type CallFilter, isSelective } from '../../domain/call-filter.ts';
import type { ConnectedSource, Requirement } from '../../domain/call-source.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import { answeringIndex } from '../../loaders/call-list.ts';
import { type CallListRequest, keyOfListRequest } from '../../loaders/call-list-request.ts';
import type { RequestContext } from '../context.ts';
import type { QueryCallsArgs } from '../generated/resolver-types.ts';
import { readListRequest } from '../resolvers/list-request.ts';
import { costOf, type FoundBy } from './field-costs.ts';
import { type ListEstimate, nullIfInvalid } from './list-estimate.ts';
import type { FieldSelection, ListSelection } from './selected-fields.ts';

type Sources = readonly ConnectedSource[];

export type EstimateContext = Pick<RequestContext, 'sources' | 'selections' | 'costConversion' | 'index'>;

interface SelectedList {
  readonly responseKey: string;
  readonly request: CallListRequest;
  /** Upstream requests of the list itself: none if the index answers. */
  readonly pages: number;
  readonly foundBy: FoundBy;
  readonly requirements: ReadonlySet<Requirement>;
}

export const callListEstimates = (
  fields: readonly FieldSelection[],
  context: EstimateContext,
): ListEstimate[] =>
  distinctLists(
    fields.filter(({ name }) => name === 'calls'),
    null,
    context,
  ).map(listEstimate);

/** Upstream requests of the lists of calls of one agent, the most that an agent of these sources may cost. */
export function costOfCallLists(
  lists: readonly ListSelection[],
  sources: Sources,
  context: EstimateContext,
): number {
  if (lists.length === 0) return 0;
  const costs = sources.map(({ identity: { name: source } }) => {
    const estimates = distinctLists(lists, { source, agentId: anyAgentId, name: null }, context).map(
      listEstimate,
    );
    return estimates.reduce((sum, { requests }) => sum + requests, 0);
  });
  return Math.max(0, ...costs);
}

/** Stands for an agent that is not known yet; each source takes it for a key of its own. */
const anyAgentId = '1';

/** Merges equal lists, because the request context loads them once. */
function distinctLists(
  lists: readonly ListSelection[],
  agent: AgentReference | null,
  context: EstimateContext,
): SelectedList[] {
  const distinct = new Map<string, SelectedList>();
  for (const selected of lists) {
    const list = readList(selected, agent, context);
    if (!list) continue;
    const key = keyOfListRequest(list.request);
    const same = distinct.get(key);
    distinct.set(key, same ? { ...same, requirements: union(same.requirements, list.requirements) } : list);
  }
  return [...distinct.values()];
}

/** Null for invalid arguments, because such a list costs nothing and raises an error of its own. */
function readList(
  { responseKey, args, requirements }: ListSelection,
  agent: AgentReference | null,
  context: EstimateContext,
): SelectedList | null {
  return nullIfInvalid(() => {
    // The arguments are coerced by the schema already.
    const request = readListRequest(args as QueryCallsArgs, context, agent);
    const index = answeringIndex(request, context.index);
    const found = index
      ? ({ pages: 0, foundBy: index.isMasked ? 'MASKED_ROW' : 'ROW' } as const)
      : ({ pages: pagesOf(request), foundBy: 'ROW' } as const);
    return { responseKey, request, ...found, requirements };
  });
}

function listEstimate({ responseKey, request, pages, foundBy, requirements }: SelectedList): ListEstimate {
  const { limit, isBackward, selection } = request;
  const perRow = maxCost(selection.sources, requirements, foundBy);
  const requests = pages + limit * perRow;
  return { responseKey, argument: isBackward ? 'last' : 'first', limit, perRow, requests };
}

const pagesOf = ({ cursor, selection: { filter, sources } }: CallListRequest): number =>
  sources.reduce((sum, { scanPages }) => sum + sourcePagesOf(filter, cursor !== null, scanPages), 0);

/** A filtered list may scan up to the limit. A plain one takes one request, or two if it resumes within a page. */
const sourcePagesOf = (filter: CallFilter, isResumed: boolean, scanPages: number): number =>
  isSelective(filter) ? scanPages : Math.min(scanPages, isResumed ? 2 : 1);

export function maxCost(sources: Sources, requirements: ReadonlySet<Requirement>, found: FoundBy): number {
  if (requirements.size === 0) return 0;
  return Math.max(0, ...sources.map(({ fieldCosts }) => costOf(fieldCosts, requirements, found)));
}

export const union = (a: ReadonlySet<Requirement>, b: ReadonlySet<Requirement>): ReadonlySet<Requirement> =>
  new Set([...a, ...b]);
