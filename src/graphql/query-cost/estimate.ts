import type { ConnectedSource, Requirement } from '../../domain/call-source.ts';
import { decodeNodeId } from '../../domain/node-id.ts';
import type { SourceName } from '../../domain/source-name.ts';
import { lookupOf } from '../resolvers/entities.ts';
import { readReference } from '../resolvers/references.ts';
import { agentListEstimates } from './agent-estimate.ts';
import {
  callListEstimates,
  costOfCallLists,
  type EstimateContext,
  maxCost,
  union,
} from './call-list-estimate.ts';
import { type ListEstimate, nullIfInvalid } from './list-estimate.ts';
import type { FieldSelection, ListSelection } from './selected-fields.ts';
import { statsEstimates } from './stats-estimate.ts';

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

export function estimate(fields: readonly FieldSelection[], context: EstimateContext): Estimate {
  const lists = [
    ...callListEstimates(fields, context),
    ...agentListEstimates(fields, context),
    ...statsEstimates(fields, context),
  ];
  const requests = lists.reduce((sum, list) => sum + list.requests, 0);
  return {
    requests: requests + estimateLookups(fields, context),
    largestList: lists.sort((a, b) => b.requests - a.requests)[0] ?? null,
  };
}

interface Lookup {
  readonly requirements: ReadonlySet<Requirement>;
  readonly callLists: readonly ListSelection[];
}

function estimateLookups(fields: readonly FieldSelection[], context: EstimateContext): number {
  const { sources } = context;
  const looked = new Map<unknown, Lookup>();
  for (const { name, args, requirements, callLists } of fields)
    for (const key of lookups[name]?.(args, sources) ?? []) {
      const known = looked.get(key);
      looked.set(key, {
        requirements: known ? union(known.requirements, requirements) : requirements,
        callLists: known ? [...known.callLists, ...callLists] : callLists,
      });
    }
  const running = sources.filter(isConfigured);
  let requests = 0;
  for (const { requirements, callLists } of looked.values())
    requests += 1 + maxCost(running, requirements, 'KEY') + costOfCallLists(callLists, running, context);
  return requests;
}
