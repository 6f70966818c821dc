import type { ExecutionResult } from 'graphql';
import { instantOf } from '../domain/instant.ts';
import { type SourceEvent, type SourceEventType, sourceEventTypes } from '../domain/source-event.ts';
import { type SourceName, sourceNames } from '../domain/source-name.ts';
import type { RequestState } from './request-state.ts';

type Trace = Pick<RequestState, 'attempts' | 'sourceEvents' | 'indexReads'>;

/** Adds stale sources to the `extensions` of a result, and its cost if the client requested that. */
export function withTraceExtensions(result: ExecutionResult, state: RequestState): ExecutionResult {
  const stale = state.sourceEvents.some(isStale) && { stale: staleSources(state) };
  const explain = state.explain && { explain: explanationOf(state) };
  if (!stale && !explain) return result;
  return { ...result, extensions: { ...result.extensions, ...stale, ...explain } };
}

/** The cache hits that a response was made of; null if any part of it has another origin, such as the index. */
export function cacheDependencies({
  attempts,
  sourceEvents,
  indexReads,
}: Trace): readonly SourceEvent[] | null {
  const fromMemory = attempts.length === 0 && indexReads.length === 0 && sourceEvents.length > 0;
  return fromMemory && sourceEvents.every(({ dependency }) => dependency) ? sourceEvents : null;
}

const countOf = ({ sourceEvents }: Trace, source: SourceName, kind: SourceEventType): number =>
  sourceEvents.filter(event => event.source === source && event.type === kind).length;

const isStale = ({ at }: SourceEvent): boolean => at !== undefined;

/** Each source with stale values, and the time of its oldest one. */
function staleSources({ sourceEvents }: Trace) {
  const oldest = new Map<SourceName, number>();
  for (const { source, at } of sourceEvents)
    if (at !== undefined) oldest.set(source, Math.min(at, oldest.get(source) ?? at));
  return [...oldest].map(([source, at]) => ({ source, asOf: instantOf(at * 1000) }));
}

const explainNames: Readonly<Record<SourceEventType, string>> = {
  HIT: 'hits',
  SHARED_HIT: 'sharedHits',
  COALESCED: 'coalesced',
  QUEUED: 'queued',
  STALE: 'stale',
};

function explanationOf(trace: Trace) {
  return {
    upstreamRequests: trace.attempts.map(
      ({ source, route, number, status, code, rejectedBy, milliseconds, bytes }) => ({
        source,
        route,
        attempt: number,
        status,
        code,
        ...(rejectedBy && { refused: rejectedBy }),
        milliseconds: rounded(milliseconds),
        bytes,
      }),
    ),
    indexReads: trace.indexReads.map(({ kind, milliseconds }) => ({
      kind,
      milliseconds: rounded(milliseconds),
    })),
    sources: sourceNames.map(source => ({
      source,
      ...Object.fromEntries(sourceEventTypes.map(kind => [explainNames[kind], countOf(trace, source, kind)])),
    })),
  };
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
