import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { CallSelection, ListableSource } from '../merged-connection/selection.ts';
import { coverageOf, type SourceCoverage } from './coverage.ts';
import { createCursorWriter, readCursor } from './cursor.ts';
import { type Checkpoints, checkpointsOf, merge } from './merge.ts';
import { createSourceIterator, type SourceIterator, startOfList } from './source-iterator.ts';

/** A page of the calls of all sources, newest first. */
export interface MergedPage {
  readonly edges: readonly MergedPageEdge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    readonly endCursor: () => string | null;
  };
  /** Null unless every source asked counts its matches. */
  readonly totalCount: number | null;
  /** Computed on demand, as cursors are. */
  readonly coverage: () => readonly SourceCoverage[];
}

interface MergedPageEdge {
  readonly node: Call;
  /** Written on demand, because most clients read only the page's last cursor. */
  readonly cursor: () => string;
}

export interface MergedListRequest {
  readonly first: number;
  readonly after: string | null;
  readonly selection: CallSelection;
}

/** Lists calls over all sources. Fails only when every source that was asked failed. */
export async function listMerged(
  { first, after, selection }: MergedListRequest,
  sources: readonly ConnectedSource[],
  scope: RequestScope,
): Promise<MergedPage> {
  const { filter } = selection;
  const from: Checkpoints = after === null ? {} : readCursor(after, filter, sources);
  const streamOf = ({ identity, calls, scanPages }: ListableSource): SourceIterator =>
    createSourceIterator({
      source: calls,
      filter,
      from: from[identity.name] ?? startOfList,
      budget: scanPages,
      scope,
    });
  const allIterators = new Map<ConnectedSource, SourceIterator>();
  for (const source of selection.sources) allIterators.set(source, streamOf(source));
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
      hasNextPage: iterators.some(stream => stream.mayHaveMore()),
      hasPreviousPage: after !== null,
      startCursor: () => edges[0]?.cursor() ?? null,
      endCursor: () => (iterators.length === 0 ? null : write(end)),
    },
    totalCount: totalOf(iterators),
    coverage: () => sources.map(source => coverageOf(source, allIterators.get(source) ?? null)),
  };
}

function totalOf(allIterators: readonly SourceIterator[]): number | null {
  const totals = allIterators.map(({ checkpoint }) => checkpoint.total);
  const sum = totals.reduce<number>((all, total) => all + (total ?? Number.NaN), 0);
  return allIterators.length > 0 && sum < 2 ** 31 ? sum : null;
}

function failIfAllFailed(allIterators: readonly SourceIterator[]): void {
  const iterators = allIterators.filter(stream => stream.requests > 0);
  const failures = iterators.map(stream => stream.failure).filter(failure => failure !== null);
  const read = iterators.some(stream => stream.scanned > 0);
  if (iterators.length === 0 || read || failures.length < iterators.length) return;
  const known = failures.filter(failure => failure instanceof SwitchboardError);
  if (failures.length === 1 || known.length < failures.length) throw failures[0];
  throw allFailed(known);
}

/** Joins all failures in the error of a retryable one, if there is one, with the shortest wait. */
function allFailed(failures: readonly SwitchboardError[]): SwitchboardError {
  const telling = failures.find(failure => failure.details.retryable) ?? failures[0];
  const waits = failures.flatMap(failure => failure.details.retryAfter ?? []);
  const message = failures.map(failure => failure.message).join(' ');
  return new SwitchboardError(telling?.code ?? 'UPSTREAM_UNAVAILABLE', message, {
    retryable: telling?.details.retryable ?? false,
    ...(waits.length > 0 && { retryAfter: Math.min(...waits) }),
    cause: telling,
  });
}
