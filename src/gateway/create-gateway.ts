import type { RequestListener } from 'node:http';
import { createAccessControl } from '../access/access.ts';
import { forwardedHeaders } from '../access/forwarded-headers.ts';
import { createUpstreamLimit } from '../access/upstream-limit.ts';
import type { RequestHead } from '../async/client-disconnect.ts';
import { isPersonal } from '../async/request-scope.ts';
import { createTurnQueue } from '../async/turn-queue.ts';
import type { Purge } from '../cache/purge.ts';
import type { AccessOptions } from '../domain/caller.ts';
import type { CostConversion } from '../domain/cost-conversion.ts';
import type { IndexOperations } from '../domain/index-operations.ts';
import { createContext, type RequestContext } from '../graphql/context.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { checkedGraphPath } from '../http/graph-path.ts';
import { withInternalErrors } from '../http/internal-errors.ts';
import { withUrlChecked } from '../http/response-headers.ts';
import { createDriftCounter } from '../observability/drift-counter.ts';
import { withIndexReads } from '../observability/index-reads.ts';
import type { StatsBySource } from '../observability/metrics.ts';
import { combineObservers, type GatewayObserver, type ObservedIndexRead } from '../observability/observer.ts';
import {
  createRequestState,
  type RequestState,
  recordAttempt,
  requestStateOf,
} from '../observability/request-state.ts';
import { onExportEvent } from '../observability/tracing/export-events.ts';
import { createTracing, type Tracing } from '../observability/tracing/tracing.ts';
import { connectSources, type SourcesObserver, type SourcesOptions } from '../sources/registry.ts';
import { type IndexOptions, openIndex } from './open-index.ts';
import { createRequestListener } from './request-listener.ts';
import { openScope, requestIdOf, turnsWhileConnected } from './request-scope.ts';

export interface GatewayOptions extends SourcesOptions, IndexOptions {
  /** Path of the graph, `/graphql` by default. */
  readonly path?: string;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Conversion of costs; by default into dollars, without rates. */
  readonly costConversion?: CostConversion;
  /** Whether federation routers get the schema through `_service`, and inline traces. `_entities` is always on. */
  readonly federation: { readonly service: boolean; readonly traces: boolean };
  readonly corsOrigins: readonly string[];
  /** Whether large responses and GraphiQL are compressed for clients that accept it. */
  readonly compression: boolean;
  readonly access: AccessOptions;
  /** Client headers that are forwarded to the upstreams, in lower case. */
  readonly forwardHeaders: readonly string[];
  readonly deadlineMs: number;
  /** Whether a client may request the `explain` extension. */
  readonly explain: boolean;
  /** Whether upstreams receive `traceparent` and `tracestate`; off by default. */
  readonly traceUpstream?: boolean;
  /** Whether requests have spans if an SDK of OpenTelemetry is registered; true by default. */
  readonly spans?: boolean;
  /** Whether plain POST requests of JSON bypass Yoga; true by default. */
  readonly fastPath?: boolean;
  /** Maximum query cost in upstream requests; by default as many as the quotas allow before the deadline. */
  readonly maxUpstreamRequests?: number | null;
  /** Maximum size of the JSON of an answer; 16 MB by default. */
  readonly maxAnswerBytes?: number | undefined;
  /** Trusted documents from a manifest; by default none. */
  readonly trustedDocuments?: TrustedDocuments;
  readonly observers?: readonly GatewayObserver[];
}

/** A gateway without a server of its own: a fetch handler and a listener for node:http. */
export interface Gateway {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
  stats(): StatsBySource;
  readonly purge: Purge;
  /** Operations on the index; null without one. */
  readonly index: IndexOperations | null;
  /** Lifts the pauses of a source after a 429; null if the source is off, or none. */
  liftPauses(name: string): Promise<'everywhere' | 'here' | null>;
  close(): Promise<void>;
}

/** Composition root: connects sources, access control and the request pipeline. */
export function composeGateway(options: GatewayOptions): Gateway {
  const nextTurn = createTurnQueue();
  const { observer, drift, tracing, events, stopListening } = observe(options);
  const connections = connectSources(withIndexShare(options), events, nextTurn);
  const { connected: sources, stats, purge } = connections;
  const index = openIndex(options, sources, observer.index);
  const { proxy, forwardHeaders } = options;
  const access = createAccessControl({ ...options.access, proxy, forwardHeaders, now: Date.now });
  const chargeFor = createUpstreamLimit(options.access.upstreamPerMinute ?? null);
  const handlers = createRequestListener({
    options: { ...options, path: checkedGraphPath(options.path) },
    sources,
    access,
    observer,
    tracing,
    clock,
    nextTurn,
    begin,
    open,
  });

  function begin(head: RequestHead): RequestState {
    const state = createRequestState(head, requestIdOf(head), clock());
    tracing.begin(state);
    return state;
  }

  function onIndexRead(state: RequestState, read: ObservedIndexRead): void {
    tracing.indexRead(state, read);
    observer.indexRead(read);
  }

  function open(state: RequestState): RequestContext {
    const { head, caller, startedAt } = state;
    // Guards against a bug that would let a request bypass access control.
    if (!caller) throw new Error('This request has not been admitted.');
    // The deadline includes the time for authentication and for reading the body.
    const deadlineMs = Math.max(0, options.deadlineMs - (clock() - startedAt));
    const headers = forwardedHeaders(head.headers, forwardHeaders);
    const { maxReceivedBytes } = options.limits;
    const { maxAnswerBytes, costConversion } = options;
    const charge = chargeFor(caller);
    const scope = openScope({ state, headers, deadlineMs, charge, maxReceivedBytes });
    state.scope = scope;
    state.explain = options.explain && head.headers.get('x-switchboard-explain') === '1';
    return createContext({
      sources,
      index:
        index && !isPersonal(scope)
          ? withIndexReads(index, { state, clock, onRead: read => onIndexRead(state, read) })
          : null,
      driftOf: drift.of,
      caller,
      costConversion,
      scope,
      maxAnswerBytes,
      nextTurn: turnsWhileConnected(nextTurn, head),
    });
  }

  return {
    fetch: handlers.fetch,
    listener: withInternalErrors(
      withUrlChecked(handlers.listener, observer.clientError),
      observer.unexpectedError,
    ),
    stats,
    purge,
    index: index?.operations ?? null,
    liftPauses: connections.liftPauses,
    async close() {
      await handlers.close();
      await index?.close?.();
      await connections.close();
      stopListening();
    },
  };
}

/** Everything that follows the events of a gateway. */
function observe({ observers = [], path, traceUpstream = false, spans = true }: GatewayOptions) {
  const drift = createDriftCounter();
  const observer = combineObservers(observers);
  const onFault = observer.unexpectedError;
  const tracing = createTracing({ path: checkedGraphPath(path), traceUpstream, spans, onFault, clock });
  const events = sourcesObserver(observer, drift, tracing);
  return { observer, drift, tracing, events, stopListening: onExportEvent(observer.traceExport) };
}

/** Background requests are those of the index. */
const withIndexShare = (options: GatewayOptions): SourcesOptions => ({
  ...options,
  ...(options.index && { backgroundShare: options.index.share }),
});

const sourcesObserver = (
  observer: GatewayObserver,
  drift: ReturnType<typeof createDriftCounter>,
  tracing: Tracing,
): SourcesObserver => ({
  onRequest: tracing.onRequest,
  onAttempt(attempt, scope) {
    observer.attempt(recordAttempt(requestStateOf(scope), attempt));
  },
  onSourceEvent(event, scope) {
    requestStateOf(scope)?.sourceEvents.push(event);
    tracing.sourceEvent(event, scope);
    observer.sourceEvent(event);
  },
  onDrift(source, field) {
    drift.add(source);
    observer.drift(source, field);
  },
  redis: { availability: observer.redis, failure: observer.redisFailure },
});

const clock = (): number => performance.now();
