import { type CallFilter, isSelective } from '../../domain/call-filter.ts';
import type { ConnectedSource, Requirement } from '../../domain/call-source.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { RequestContext } from '../context.ts';
import type { QueryCallsArgs } from '../generated/resolver-types.ts';
import { readSelection } from '../resolvers/call-filter.ts';
import { readReference, surestKey } from '../resolvers/references.ts';
import { costOf } from './field-costs.ts';
import type { FieldSelection } from './selected-fields.ts';

/** The most upstream requests that an operation may take, retries apart. */
export interface Estimate {
  readonly requests: number;
  /** The list that takes the most of them. */
  readonly largestList: ListEstimate | null;
}

export interface ListEstimate {
  /** Its name in the answer. */
  readonly responseKey: string;
  readonly first: number;
  readonly perRow: number;
  readonly requests: number;
}

type Sources = readonly ConnectedSource[];

/** What the fields at the top that find calls and agents by their keys look them up by; the same twice is one. */
const lookups: Readonly<
  Record<string, (args: FieldSelection['args'], sources: Sources) => readonly unknown[]>
> = {
  node: ({ id }) => [id],
  nodes: ({ ids }) => (Array.isArray(ids) ? ids : []),
  call: ({ id }) => [id],
  callBySid: ({ sid }) => [`sid ${sid}`],
  callByDatabaseId: ({ databaseId }) => [`databaseId ${databaseId}`],
  voiceAgent: ({ id }) => [id],
  _entities: ({ representations }, sources) =>
    Array.isArray(representations) ? representations.flatMap(one => keyOfReference(one, sources)) : [],
};

/** None where it is not acceptable: then this reference costs nothing, and its own error says why. */
function keyOfReference(representation: unknown, sources: Sources): string[] {
  const [name, key] = acceptable(() => surestKey(readReference(representation, sources))) ?? [];
  if (!name || key === undefined) return [];
  return [name === 'id' ? key : `${name} ${key}`];
}

type Context = Pick<RequestContext, 'sources' | 'selections'>;

export function estimate(fields: readonly FieldSelection[], context: Context): Estimate {
  const { sources } = context;
  const running = sources.filter(({ calls }) => calls !== null);
  const lists = listEstimates(fields, context);
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
    for (const key of lookups[field.name]?.(field.args, sources) ?? [])
      requirements.set(key, together(requirements.get(key), field.requirements));
  let requests = 0;
  for (const needs of requirements.values()) requests += 1 + dearest(running, needs, 'byKey');
  return requests;
}

/** Mostly a key is asked for once. */
const together = (
  some: ReadonlySet<Requirement> | undefined,
  more: ReadonlySet<Requirement>,
): ReadonlySet<Requirement> => (some ? new Set([...some, ...more]) : more);

interface SelectedList {
  readonly responseKey: string;
  readonly first: number;
  readonly after: string | null;
  readonly selection: ReturnType<typeof readSelection>;
  readonly requirements: ReadonlySet<Requirement>;
}

/** The same list twice is one, as it is in the request's context. */
function listEstimates(fields: readonly FieldSelection[], context: Context): ListEstimate[] {
  const lists = new Map<string, SelectedList>();
  for (const field of fields) {
    const list = field.name === 'calls' ? readList(field, context) : null;
    if (!list) continue;
    const { first, after, selection, requirements } = list;
    const key = JSON.stringify([first, after, selection.key]);
    const same = lists.get(key);
    lists.set(key, same ? { ...same, requirements: together(same.requirements, requirements) } : list);
  }
  return [...lists.values()].map(listEstimate);
}

/** Null where the filter is not acceptable: then this list costs nothing, and its own error says why. */
function readList(
  { responseKey, args, requirements }: FieldSelection,
  context: Context,
): SelectedList | null {
  // graphql has coerced them by the schema.
  const { first, after, filter } = args as QueryCallsArgs;
  const selection = acceptable(() => readSelection(filter, context));
  return (
    selection && {
      responseKey,
      first: Math.max(0, first ?? defaultFirst),
      after: after ?? null,
      selection,
      requirements,
    }
  );
}

const defaultFirst = 25;

function acceptable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SwitchboardError) return null;
    throw error;
  }
}

function listEstimate({ responseKey, first, after, selection, requirements }: SelectedList): ListEstimate {
  const { filter, sources } = selection;
  const perRow = dearest(sources, requirements, 'asRow');
  const pages = sources.reduce((sum, { scanPages }) => sum + pagesOf(filter, after !== null, scanPages), 0);
  return { responseKey, first, perRow, requests: pages + first * perRow };
}

/** A filter may scan all it is allowed; without one a page takes one request, two where it begins within one. */
const pagesOf = (filter: CallFilter, goesOn: boolean, scanPages: number): number =>
  isSelective(filter) ? scanPages : Math.min(scanPages, goesOn ? 2 : 1);

const dearest = (
  sources: Sources,
  requirements: ReadonlySet<Requirement>,
  found: 'byKey' | 'asRow',
): number => Math.max(0, ...sources.map(({ fieldCosts }) => costOf(fieldCosts, requirements, found)));
