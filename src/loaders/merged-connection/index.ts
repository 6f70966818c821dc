import type { RequestScope } from '../../async/request-scope.ts';
import { matchesNone } from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import type { CallPage } from '../call-page.ts';
import type { CallSelection, ListableSource } from '../call-selection.ts';
import { failureOfAll } from '../failure-of-all.ts';
import { coverageOf } from './coverage.ts';
import { createCursorWriter, readCursor } from './cursor.ts';
import { type Checkpoints, checkpointsOf, merge } from './merge.ts';
import { createSourceIterator, type SourceIterator, startOfList } from './source-iterator.ts';

export interface MergedListRequest {
  readonly first: number;
  readonly after: string | null;
  readonly selection: CallSelection;
}

/** Lists the calls of all sources, newest first; rejects only if every queried source fails. */
export async function listMerged(
  { first, after, selection }: MergedListRequest,
  sources: readonly ConnectedSource[],
  scope: RequestScope,
): Promise<CallPage> {
  const { filter } = selection;
  const from: Checkpoints = after === null ? {} : readCursor(after, filter, sources);
  const iteratorOf = ({ identity, calls, scanPages }: ListableSource): SourceIterator =>
    createSourceIterator({
      source: calls,
      filter,
      from: from[identity.name] ?? startOfList,
      budget: scanPages,
      scope,
    });
  const allIterators = new Map<ConnectedSource, SourceIterator>();
  for (const source of selection.sources) allIterators.set(source, iteratorOf(source));
  const iterators = [...allIterators.values()];
  const merged = await merge(iterators, first);
  if (merged.length === 0) failIfAllFailed(iterators);
  const end = checkpointsOf(iterators);
  const write = createCursorWriter(filter, sources);
  const edges = merged.map(({ call, checkpoints }) => ({
    node: call,
    cursor: () => write(checkpointsOf(iterators, checkpoints)),
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: iterators.some(iterator => iterator.mayHaveMore()),
      hasPreviousPage: after !== null,
      startCursor: () => edges[0]?.cursor() ?? null,
      endCursor: () => (iterators.length === 0 ? null : write(end)),
    },
    totalCount: () => (matchesNone(filter) ? 0 : totalOf(iterators)),
    coverage: () => sources.map(source => coverageOf(source, allIterators.get(source) ?? null)),
  };
}

function totalOf(allIterators: readonly SourceIterator[]): number | null {
  const totals = allIterators.map(({ checkpoint }) => checkpoint.total);
  const sum = totals.reduce<number>((all, total) => all + (total ?? Number.NaN), 0);
  return allIterators.length > 0 && sum < 2 ** 31 ? sum : null;
}

function failIfAllFailed(allIterators: readonly SourceIterator[]): void {
  const iterators = allIterators.filter(iterator => iterator.requests > 0);
  const failures = iterators.map(iterator => iterator.failure).filter(failure => failure !== null);
  const read = iterators.some(iterator => iterator.scanned > 0);
  if (iterators.length === 0 || read || failures.length < iterators.length) return;
  throw failureOfAll(failures);
}
