import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { RequestScope } from '../../async/request-scope.ts';
import { isShared, type JoinedCall, type SharedRequestScope } from '../../async/single-flight.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Attempt, RequestFollower } from '../../upstream/attempt.ts';
import { isDisconnected, type RequestState } from '../request-state.ts';
import type { Guard } from './guard.ts';
import { isServerFault } from './request-span.ts';
import { passOn, traceHeaders } from './trace-context.ts';

export interface SourceSpansOptions {
  readonly tracer: Tracer;
  /** Whether upstreams receive `traceparent`. */
  readonly traceUpstream: boolean;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly guard: Guard;
}

/** Request of a client, or null for one that the gateway makes for itself. */
type Parent = RequestState | null;

/** Spans of the requests to sources: a client span for each request, whose attempts are events. */
export function createSourceSpans({ tracer, traceUpstream, clock, guard }: SourceSpansOptions) {
  function startSpan(name: string, parent: Parent, attributes: Attributes): Span {
    const context = parent?.span ? trace.setSpan(ROOT_CONTEXT, parent.span) : ROOT_CONTEXT;
    return tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: clock(), attributes }, context);
  }

  function follow(span: Span, parent: Parent): RequestFollower {
    let queuedMs = 0;
    let sent = 0;
    let status: number | null = null;
    return {
      headers: traceUpstream ? traceHeaders(span.spanContext()) : [],
      attempted: guard((attempt: Attempt) => {
        queuedMs += attempt.queuedMs;
        if (attempt.rejectedBy === null) {
          sent += 1;
          status = attempt.status;
        }
        span.addEvent('attempt', attributesOf(attempt), clock());
      }, undefined),
      ended: guard((failure: unknown) => {
        span.setAttribute('switchboard.queued_ms', rounded(queuedMs));
        if (status !== null) span.setAttribute('http.response.status_code', status);
        if (sent > 1) span.setAttribute('http.request.resend_count', sent - 1);
        end(span, failure, parent);
      }, undefined),
    };
  }

  function end(span: Span, failure: unknown, parent: Parent): void {
    const code = failure === null ? null : codeOf(failure);
    if (code !== null && parent && isDisconnected(parent)) span.setAttribute('switchboard.abandoned', true);
    else if (code !== null && isServerFault(code))
      span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR });
    span.end(clock());
  }

  return {
    /** Starts the span of a request; null if nothing follows it. */
    start(
      { source, route }: Pick<Attempt, 'source' | 'route'>,
      parent: Parent,
      scopes: readonly (RequestScope | SharedRequestScope)[],
    ): RequestFollower | null {
      const name = `${source} ${route}`;
      const span = startSpan(name, parent, {
        'http.request.method': 'GET',
        'peer.service': source.toLowerCase(),
        'switchboard.source': source,
        'switchboard.route': route,
        ...(!parent && { 'switchboard.background': true }),
      });
      if (!span.isRecording()) return traceUpstream ? passOn(span.spanContext()) : null;
      for (const scope of scopes) mark(scope, span, name);
      return follow(span, parent);
    },
    /** Follows a request that waits for the response of another one, to whose span it links. */
    join(
      source: SourceName,
      parent: RequestState,
      scope: RequestScope,
      { scope: call, result }: JoinedCall,
    ): void {
      const span = startSpan(source, parent, {
        'peer.service': source.toLowerCase(),
        'switchboard.source': source,
        'switchboard.coalesced': true,
      });
      mark(scope, span, source);
      const settle = guard((failure: unknown) => {
        for (const context of call.traced ?? []) {
          span.updateName(context.name);
          span.addLink({ context });
        }
        end(span, failure, parent);
      }, undefined);
      result.then(() => settle(null), settle);
    },
  };
}

/** Lets the requests that share a call link to its span. */
function mark(scope: RequestScope, span: Span, name: string): void {
  if (!isShared(scope)) return;
  scope.traced ??= [];
  scope.traced.push({ ...span.spanContext(), name });
}

const attributesOf = (attempt: Attempt): Attributes => ({
  'switchboard.attempt': attempt.number,
  'switchboard.duration_ms': rounded(attempt.milliseconds),
  'switchboard.queued_ms': rounded(attempt.queuedMs),
  'switchboard.bytes': attempt.bytes,
  ...(attempt.status !== null && { 'http.response.status_code': attempt.status }),
  ...(attempt.code !== null && { 'error.type': attempt.code }),
  ...(attempt.reason !== null && { 'switchboard.reason': attempt.reason }),
  ...(attempt.rejectedBy !== null && { 'switchboard.rejected_by': attempt.rejectedBy }),
});

const codeOf = (failure: unknown): string =>
  failure instanceof SwitchboardError ? failure.code : 'INTERNAL_SERVER_ERROR';

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
