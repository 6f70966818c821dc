import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { SourceEventType } from '../../domain/source-event.ts';
import type { ClientRequest } from '../observer.ts';
import type { RequestState } from '../request-state.ts';
import { readTraceContext } from './trace-context.ts';

/** Starts the span of a client request, below the span of an embedding program or of the client. */
export function startRequestSpan(tracer: Tracer, state: RequestState): Span {
  return tracer.startSpan(
    'GraphQL Operation',
    {
      kind: SpanKind.SERVER,
      startTime: state.startedAt,
      attributes: { 'http.request.method': methodOf(state) },
    },
    parentOf(state),
  );
}

function parentOf({ head }: RequestState): Context {
  const active = context.active();
  if (trace.getSpanContext(active)) return active;
  const remote = readTraceContext(head);
  return remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

/** The fast path answers nothing but POST. */
function methodOf({ head }: RequestState): string {
  const method = 'method' in head ? head.method : 'POST';
  return typeof method === 'string' && knownMethods.has(method) ? method : '_OTHER';
}

const knownMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
]);

export interface EndedRequest {
  readonly request: ClientRequest;
  /** Path of the graph. */
  readonly path: string;
  /** Monotonic milliseconds. */
  readonly endedAt: number;
}

/** Ends the span of a request. Its name is the type of the operation, because the names of operations have no bound. */
export function endRequestSpan(
  span: Span,
  state: RequestState,
  { request, path, endedAt }: EndedRequest,
): void {
  const { operationType, outcome, codes, status } = request;
  if (operationType) span.updateName(operationType).setAttribute('http.route', path);
  span.setAttributes(requestAttributes(state, request));
  // The upstream requests of a client that has disconnected fail because they are cancelled.
  const error = outcome === 'left' ? null : errorOf(codes, status);
  if (error !== null) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
  span.end(endedAt);
}

/** The first code of an error that is none of the client's, or else a status that is; null without either. */
function errorOf(codes: ClientRequest['codes'], status: number): string | null {
  const code = [...codes.keys()].find(isServerFault);
  return code ?? (status >= 500 ? String(status) : null);
}

/** Mistakes of clients are no errors of the server. */
export const isServerFault = (code: string): boolean => /^(?:UPSTREAM_|OVERLOADED|INTERNAL_)/.test(code);

function requestAttributes(state: RequestState, request: ClientRequest): Attributes {
  const { operationType, operationName, outcome, codes } = request;
  return {
    ...(operationType && { 'graphql.operation.type': operationType }),
    ...(operationName && { 'graphql.operation.name': operationName }),
    'http.response.status_code': request.status,
    'switchboard.outcome': outcome,
    ...(codes.size > 0 && { 'switchboard.codes': [...codes.keys()] }),
    'switchboard.upstream_requests': request.upstreamRequests,
    'switchboard.retries': request.retries,
    'switchboard.cache.hits': countEvents(state, 'HIT'),
    'switchboard.cache.shared_hits': countEvents(state, 'SHARED_HIT'),
    'switchboard.response_cache.hit': state.fromResponseCache,
  };
}

const countEvents = ({ sourceEvents }: RequestState, type: SourceEventType): number =>
  sourceEvents.reduce((count, event) => (event.type === type ? count + 1 : count), 0);
