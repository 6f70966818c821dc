import { type CallFilter, isSelective } from '../../domain/call-filter.ts';
import type { ConnectedSource, Requirement } from '../../domain/call-source.ts';
import { decodeNodeId } from '../../domain/node-id.ts';
import type { SourceName } from '../../domain/source-name.ts';
import { answeringIndex } from '../../loaders/call-list.ts';
import { type CallListRequest, keyOfListRequest } from '../../loaders/call-list-request.ts';
import type { RequestContext } from '../context.ts';
import type { QueryCallsArgs } from '../generated/resolver-types.ts';
import { lookupOf } from '../resolvers/entities.ts';
import { readListRequest } from '../resolvers/list-request.ts';
import { readReference } from '../resolvers/references.ts';
import { agentListEstimates } from './agent-estimate.ts';
import { costOf } from './field-costs.ts';
import { type ListEstimate, nullIfInvalid } from './list-estimate.ts';
import type { FieldSelection } from './selected-fields.ts';

/**
 * Upstream requests of an operation, without retries. A list without a filter counts what it takes as a rule, and may take
 * up to the scan budget; everything else counts the most that it may take.
 */
export interface Estimate {
  readonly requests: number;
  /** The list with the most of these requests. */
  readonly largestList: ListEstimate | null;
}

type Sources = readonly ConnectedSource[];

/** Look-up keys of each root field that finds calls or agents by key; equal keys count once. */
const lookups: Readonly<
  Record<string, (args: FieldSelection['args'], sources: Sources) => readonly unknown[]>
> = {
  node: ({ id }, sources) => keysOfIds([id], sources),
  nodes: ({ ids }, sources) => (Array.isArray(ids) ? keysOfIds(ids, sources) : []),
  call: ({ id }, sources) => keysOfIds([id], sources),
  callBySid: ({ sid, source }, sources) => keyOfReference({ __typename: 'Call', sid, source }, sources),
  callByDatabaseId: ({ databaseId, source }, sources) =>
    keyOfReference({ __typename: 'Call', databaseId, source }, sources),
  voiceAgent: ({ id }, sources) => keysOfIds([id], sources),
  _entities: ({ representations }, sources) =>
    Array.isArray(representations)
      ? representations.flatMap(representation => keyOfReference(representation, sources))
      : [],
};

/** The ids whose look-up may cost a request, which one in a source that is not configured does not. */
function keysOfIds(ids: readonly unknown[], sources: Sources): readonly unknown[] {
  if (sources.every(isConfigured)) return ids;
  return ids.filter(id => {
    const node = typeof id === 'string' ? decodeNodeId(id) : null;
    return node === null || isAsked(node.source, sources);
  });
}

const isAsked = (name: SourceName, sources: Sources): boolean =>
  sources.some(source => source.identity.name === name && isConfigured(source));

const isConfigured = ({ calls }: ConnectedSource): boolean => calls !== null;

/**
 * Empty for a representation that costs nothing, because it names nothing, raises an error of its own, or belongs to a
 * source that is not configured.
 */
function keyOfReference(representation: unknown, sources: Sources): string[] {
  const lookup = nullIfInvalid(() => lookupOf(readReference(representation, sources), sources));
  if (!lookup || !isAsked(lookup.source, sources)) return [];
  const { by, key, source } = lookup;
  return [by === 'id' ? key : `${by} ${source} ${key}`];
}

type Context = Pick<RequestContext, 'sources' | 'selections' | 'costConversion' | 'index'>;

export function estimate(fields: readonly FieldSelection[], context: Context): Estimate {
  const { sources } = context;
  const running = sources.filter(isConfigured);
  const lists = [...listEstimates(fields, context), ...agentListEstimates(fields, sources)];
  const requests = lists.reduce((sum, list) => sum + list.requests, 0);
  return {
    requests: requests + estimateLookups(fields, { sources, running }),
    largestList: lists.sort((a, b) => b.requests - a.requests)[0] ?? null,
  };
}

function estimateLookups(
  fields: readonly FieldSelection[],
  { sources, running }: { readonly sources: Sources; readonly running: Sources },
): number {
  const requirements = new Map<unknown, ReadonlySet<Requirement>>();
  for (const field of fields)
    for (const key of lookups[field.name]?.(field.args, sources) ?? []) {
      const known = requirements.get(key);
      requirements.set(key, known ? union(known, field.requirements) : field.requirements);
    }
  let requests = 0;
  for (const needs of requirements.values()) requests += 1 + maxCost(running, needs, 'byKey');
  return requests;
}

const union = (a: ReadonlySet<Requirement>, b: ReadonlySet<Requirement>): ReadonlySet<Requirement> =>
  new Set([...a, ...b]);

interface SelectedList {
  readonly responseKey: string;
  readonly request: CallListRequest;
  /** Whether the index answers, without upstream requests. */
  readonly isIndexed: boolean;
  readonly requirements: ReadonlySet<Requirement>;
}

/** Merges equal lists, because the request context loads them once. */
function listEstimates(fields: readonly FieldSelection[], context: Context): ListEstimate[] {
  const lists = new Map<string, SelectedList>();
  for (const field of fields) {
    const list = field.name === 'calls' ? readList(field, context) : null;
    if (!list) continue;
    const key = keyOfListRequest(list.request);
    const same = lists.get(key);
    lists.set(key, same ? { ...same, requirements: union(same.requirements, list.requirements) } : list);
  }
  return [...lists.values()].map(listEstimate);
}

/** Null for invalid arguments, because such a list costs nothing and raises an error of its own. */
function readList(
  { responseKey, args, requirements }: FieldSelection,
  context: Context,
): SelectedList | null {
  return nullIfInvalid(() => {
    // The arguments are coerced by the schema already.
    const request = readListRequest(args as QueryCallsArgs, context);
    const isIndexed = answeringIndex(request, context.index) !== null;
    return { responseKey, request, isIndexed, requirements };
  });
}

function listEstimate({ responseKey, request, isIndexed, requirements }: SelectedList): ListEstimate {
  const { limit, cursor, isBackward } = request;
  const { filter, sources } = request.selection;
  const perRow = maxCost(sources, requirements, 'asRow');
  const isResumed = cursor !== null;
  const pages = sources.reduce((sum, { scanPages }) => sum + pagesOf(filter, isResumed, scanPages), 0);
  const requests = (isIndexed ? 0 : pages) + limit * perRow;
  return { responseKey, argument: isBackward ? 'last' : 'first', limit, perRow, requests };
}

/** A filtered list may scan up to the limit. A plain one takes one request, or two if it resumes within a page. */
const pagesOf = (filter: CallFilter, isResumed: boolean, scanPages: number): number =>
  isSelective(filter) ? scanPages : Math.min(scanPages, isResumed ? 2 : 1);

function maxCost(sources: Sources, requirements: ReadonlySet<Requirement>, found: 'byKey' | 'asRow'): number {
  if (requirements.size === 0) return 0;
  return Math.max(0, ...sources.map(({ fieldCosts }) => costOf(fieldCosts, requirements, found)));
}
