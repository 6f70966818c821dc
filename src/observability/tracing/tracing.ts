import { ROOT_CONTEXT, type Span, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { RequestScope } from '../../async/request-scope.ts';
import { leaderOf } from '../../async/single-flight.ts';
import type { SourceEvent } from '../../domain/source-event.ts';
import type { OnRequest, RequestFollower } from '../../upstream/attempt.ts';
import type { ClientRequest, ObservedIndexRead } from '../observer.ts';
import { type RequestState, requestStateOf } from '../request-state.ts';
import { createGuard, type Guard } from './guard.ts';
import { isTracingOn } from './is-tracing-on.ts';
import { endRequestSpan, startRequestSpan } from './request-span.ts';
import { createSourceSpans } from './source-spans.ts';
import { isSampled, passOn, readTraceContext } from './trace-context.ts';

export interface TracingOptions {
  /** Path of the graph. */
  readonly path: string;
  /** Whether upstreams receive `traceparent`; off by default, because they belong to third parties. */
  readonly traceUpstream: boolean;
  /** Whether requests have spans if an SDK is registered. */
  readonly spans: boolean;
  /** Called once, with the class and stack of the first exception of a sampler or span processor. */
  readonly onFault: (stack: string) => void;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Spans of OpenTelemetry for the steps of each request. See docs/decisions/0013-opentelemetry.md. */
export interface Tracing {
  /** Sets the place of a request in its trace, and starts its span. */
  begin(state: RequestState): void;
  /** Ends the span of a request. */
  end(state: RequestState, request: ClientRequest): void;
  readonly onRequest: OnRequest | undefined;
  sourceEvent(event: SourceEvent, scope: RequestScope): void;
  indexRead(state: RequestState, read: ObservedIndexRead): void;
  /** Runs one step of a request within a span of its own; null while no SDK is registered. */
  readonly step: TraceStep | null;
}

export type TraceStep = <T>(name: string, state: RequestState, run: () => T) => T;

/** Looks for an SDK once, so that a gateway without one pays for a single header of each request. */
export function createTracing(options: TracingOptions): Tracing {
  return options.spans && isTracingOn()
    ? tracingWith(trace.getTracer('switchboard'), options)
    : withoutSdk(options);
}

const ignore = () => {};

/** Tracing of the client goes on in log lines and, if allowed, at the upstreams. */
const withoutSdk = ({ traceUpstream }: TracingOptions): Tracing => ({
  begin(state) {
    const remote = readTraceContext(state.head);
    if (remote) state.trace = { traceId: remote.traceId, spanId: null, isSampled: isSampled(remote) };
  },
  end: ignore,
  onRequest: traceUpstream
    ? (_, __, { leader }) => {
        const state = requestStateOf(leader);
        const remote = state && readTraceContext(state.head);
        return remote && passOn(remote);
      }
    : undefined,
  sourceEvent: ignore,
  indexRead: ignore,
  step: null,
});

function tracingWith(tracer: Tracer, options: TracingOptions): Tracing {
  const guard = createGuard(options.onFault);
  const { begin, end, onRequest, sourceEvent, indexRead, beginStep } = createSpans(tracer, options, guard);
  const beginGuarded = guard(beginStep, ignore);
  return {
    begin: guard(begin, undefined),
    end: guard(end, undefined),
    onRequest: guard(onRequest, null),
    sourceEvent: guard(sourceEvent, undefined),
    indexRead: guard(indexRead, undefined),
    step(name, state, run) {
      const endStep = beginGuarded(name, state);
      try {
        return run();
      } finally {
        endStep();
      }
    },
  };
}

function createSpans(tracer: Tracer, { path, traceUpstream, clock }: TracingOptions, guard: Guard) {
  const spans = createSourceSpans({ tracer, traceUpstream, clock, guard });

  /** Starts a span below that of a request which is recorded. */
  const startChild = (name: string, parent: Span, startTime: number): Span =>
    tracer.startSpan(name, { startTime }, trace.setSpan(ROOT_CONTEXT, parent));

  return {
    begin(state: RequestState): void {
      const span = startRequestSpan(tracer, state);
      const context = span.spanContext();
      state.trace = { traceId: context.traceId, spanId: context.spanId, isSampled: isSampled(context) };
      state.span = span;
    },
    end(state: RequestState, request: ClientRequest): void {
      const span = recordedSpan(state);
      if (span) endRequestSpan(span, state, { request, path, endedAt: clock() });
    },
    onRequest(...[request, scope, shared]: Parameters<OnRequest>): RequestFollower | null {
      const state = requestStateOf(shared.leader);
      if (!state || recordedSpan(state)) return spans.start(request, state, [scope, shared]);
      return traceUpstream && state.span ? passOn(state.span.spanContext()) : null;
    },
    sourceEvent({ source, type, at, joined }: SourceEvent, scope: RequestScope): void {
      const state = requestStateOf(leaderOf(scope));
      const span = state && recordedSpan(state);
      if (!span) return;
      if (joined) spans.join(source, state, scope, joined);
      if (type === 'STALE' && at !== undefined)
        span.addEvent('stale', { 'switchboard.source': source, 'switchboard.age_s': ageOf(at) }, clock());
    },
    indexRead(state: RequestState, { kind, milliseconds, outcome }: ObservedIndexRead): void {
      const parent = recordedSpan(state);
      if (!parent) return;
      const now = clock();
      const span = startChild(`index ${kind.toLowerCase()}`, parent, now - milliseconds);
      if (outcome !== 'ok' && outcome !== 'abandoned') {
        span.setAttribute('error.type', outcome);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(now);
    },
    /** Returns a function that ends the span of the step. */
    beginStep(name: string, state: RequestState): () => void {
      const parent = recordedSpan(state);
      if (!parent) return ignore;
      const span = startChild(name, parent, clock());
      return guard(() => span.end(clock()), undefined);
    },
  };
}

/** The span of a request; null if it is not sampled, or has ended. */
const recordedSpan = ({ span }: RequestState): Span | null => (span?.isRecording() ? span : null);

/** Seconds since a time in milliseconds since 1970. */
const ageOf = (at: number): number => Math.round((Date.now() - at) / 1000);
