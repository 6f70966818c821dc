import type { RequestScope } from '../../async/request-scope.ts';
import type { Call } from '../../domain/call.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { CallSelection, ListableSource } from '../merged-connection/selection.ts';
import { coverageOf, type SourceCoverage } from './coverage.ts';
import { createCursorWriter, readCursor } from './cursor.ts';
import { merge, type Places, placesOf } from './merge.ts';
import { createStream, type SourceStream, theNewestEnd } from './source-iterator.ts';

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
  const from: Places = after === null ? {} : readCursor(after, filter, sources);
  const streamOf = ({ identity, calls, scanPages }: ListableSource): SourceStream =>
    createStream({
      source: calls,
      filter,
      from: from[identity.name] ?? theNewestEnd,
      budget: scanPages,
      scope,
    });
  const streams = new Map<ConnectedSource, SourceStream>();
  for (const source of selection.sources) streams.set(source, streamOf(source));
  const asked = [...streams.values()];
  const merged = await merge(asked, first);
  if (merged.length === 0) failIfAllFailed(asked);
  const end = placesOf(asked);
  const write = createCursorWriter(filter, sources);
  const edges = merged.map(({ call, after }) => ({
    node: call,
    cursor: () => write(placesOf(asked, after)),
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: asked.some(stream => stream.mayGoOn()),
      hasPreviousPage: after !== null,
      startCursor: () => edges[0]?.cursor() ?? null,
      endCursor: () => (asked.length === 0 ? null : write(end)),
    },
    totalCount: totalOf(asked),
    coverage: () => sources.map(source => coverageOf(source, streams.get(source) ?? null)),
  };
}

function totalOf(streams: readonly SourceStream[]): number | null {
  const totals = streams.map(({ place }) => place.total);
  const sum = totals.reduce<number>((all, total) => all + (total ?? Number.NaN), 0);
  return streams.length > 0 && sum < 2 ** 31 ? sum : null;
}

function failIfAllFailed(streams: readonly SourceStream[]): void {
  const asked = streams.filter(stream => stream.requests > 0);
  const failures = asked.map(stream => stream.failure).filter(failure => failure !== null);
  const read = asked.some(stream => stream.scanned > 0);
  if (asked.length === 0 || read || failures.length < asked.length) return;
  const known = failures.filter(failure => failure instanceof SwitchboardError);
  if (failures.length === 1 || known.length < failures.length) throw failures[0];
  throw allFailed(known);
}

/** Joins all failures in the error of a retryable one, if there is one, with the shortest wait. */
function allFailed(failures: readonly SwitchboardError[]): SwitchboardError {
  const telling = failures.find(failure => failure.facts.retryable) ?? failures[0];
  const waits = failures.flatMap(failure => failure.facts.retryAfter ?? []);
  const message = failures.map(failure => failure.message).join(' ');
  return new SwitchboardError(telling?.code ?? 'UPSTREAM_UNAVAILABLE', message, {
    retryable: telling?.facts.retryable ?? false,
    ...(waits.length > 0 && { retryAfter: Math.min(...waits) }),
    cause: telling,
  });
}
