import type { RequestListener } from 'node:http';
import { createAccessControl } from '../access/access.ts';
import { forwardedHeaders } from '../access/forwarded-headers.ts';
import type { RequestHead } from '../async/client-disconnect.ts';
import type { Purge } from '../cache/purge.ts';
import type { AccessOptions } from '../domain/caller.ts';
import { createContext, type RequestContext } from '../graphql/context.ts';
import type { TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { withInternalErrors } from '../http/internal-errors.ts';
import { withUrlChecked } from '../http/response-headers.ts';
import { createDriftCounter } from '../observability/drift-counter.ts';
import type { Loads } from '../observability/metrics.ts';
import { combineObservers, type GatewayObserver } from '../observability/observer.ts';
import {
  createRequestState,
  type RequestState,
  recordAttempt,
  requestStateOf,
} from '../observability/request-state.ts';
import { connectSources, type SourcesOptions } from '../sources/registry.ts';
import { createRequestListener } from './request-listener.ts';
import { openScope, requestIdOf } from './request-scope.ts';

export interface GatewayOptions extends SourcesOptions {
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Whether routers get the schema through `_service`, and traces; entities they get in any case. */
  readonly federation: { readonly service: boolean; readonly traces: boolean };
  readonly corsOrigins: readonly string[];
  readonly access: AccessOptions;
  /** The client headers that upstreams get to see, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** The time a whole client request may take. */
  readonly deadlineMs: number;
  /** Whether a client may ask what its answer cost. */
  readonly explain: boolean;
  /** How many upstream requests one operation may take; by default what the quota serves before the deadline. */
  readonly maxUpstreamRequests?: number | null;
  /** Documents that are known from the start; by default none. */
  readonly trustedDocuments?: TrustedDocuments;
  /** Who is told what happens, such as a log and metrics; by default nobody. */
  readonly observers?: readonly GatewayObserver[];
}

/** A gateway that listens nowhere: it answers Requests, or serves as a listener of node:http. */
export interface Gateway {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
  /** How each upstream is doing at this moment. */
  stats(): Loads;
  readonly purge: Purge;
  close(): Promise<void>;
}

/** Puts the parts together; the only place that knows them all. */
export function createGateway(options: GatewayOptions): Gateway {
  const drift = createDriftCounter();
  const observer = combineObservers(options.observers ?? []);
  const behind = connectSources(options, {
    onAttempt(attempt, scope) {
      observer.attempt(recordAttempt(requestStateOf(scope), attempt));
    },
    onSourceEvent(notice, scope) {
      requestStateOf(scope)?.sourceEvents.push(notice);
      observer.sourceEvent(notice);
    },
    onDrift(source, field) {
      drift.add(source);
      observer.drift(source, field);
    },
    onRedis: observer.redis,
  });
  const { connected: sources, stats, purge } = behind;
  const access = createAccessControl({ ...options.access, proxy: options.proxy, now: Date.now });
  const entrance = createRequestListener({ options, sources, access, observer, clock, begin, open });

  function open(state: RequestState): RequestContext {
    const { head, caller, startedAt } = state;
    // A request that was not admitted must not get past authentication by a fault of ours.
    if (!caller) throw new Error('This request has not been admitted.');
    // The deadline includes the time that the body and the token took.
    const deadlineMs = Math.max(0, options.deadlineMs - (clock() - startedAt));
    const headers = forwardedHeaders(head.headers, options.forwardHeaders);
    const { maxReceivedBytes } = options.limits;
    const scope = openScope({ state, headers, deadlineMs, maxReceivedBytes });
    state.scope = scope;
    state.explain = options.explain && head.headers.get('x-switchboard-explain') === '1';
    return createContext({ sources, driftOf: drift.of, caller, scope });
  }

  return {
    fetch: entrance.fetch,
    listener: withInternalErrors(
      withUrlChecked(entrance.listener, observer.clientError),
      observer.unexpectedError,
    ),
    stats,
    purge,
    async close() {
      await entrance.close();
      await behind.close();
    },
  };
}

const begin = (head: RequestHead): RequestState => createRequestState(head, requestIdOf(head), clock());

/** Monotonic milliseconds. */
const clock = (): number => performance.now();
