import type { RequestListener } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import { createContext, type RequestContext } from './context.ts';
import type { ConnectedSource } from './domain/call-source.ts';
import type { AccessRules } from './domain/caller.ts';
import { type OpenScope, openScope, requestIdOf } from './open-scope.ts';
import { createDriftCounter } from './operating/drift-counter.ts';
import type { Loads } from './operating/metrics.ts';
import { type GatewayObserver, toAll } from './operating/observer.ts';
import { createRequestLedger, type RequestLedger } from './operating/request-ledger.ts';
import { type Access, createAccess } from './plugins/access/access.ts';
import { forwardedHeaders } from './plugins/access/forwarded-headers.ts';
import { withDefer } from './plugins/documents/defer-directive.ts';
import { documentCaches } from './plugins/documents/document-cache.ts';
import { useDocumentLimits } from './plugins/documents/document-limits.ts';
import { useGraphqlExecution } from './plugins/documents/graphql-execution.ts';
import { useHiddenSchema } from './plugins/documents/hidden-schema.ts';
import { useHiddenService } from './plugins/documents/hidden-service.ts';
import { createPersistedDocuments, usePersistedDocuments } from './plugins/documents/persisted-documents.ts';
import type { TrustedDocuments } from './plugins/documents/trusted-manifest.ts';
import { useValidationErrors } from './plugins/documents/validation-errors.ts';
import { createFaults, type Faults } from './plugins/errors/faults.ts';
import { useExplanation } from './plugins/explain/explain.ts';
import { createTrails } from './plugins/explain/trails.ts';
import { useGraphiql } from './plugins/graphiql/graphiql.ts';
import { useCors } from './plugins/http/cors.ts';
import { useGetAnswers } from './plugins/http/get-answers.ts';
import { useHttpAnswers, withAddressChecked } from './plugins/http/http-answers.ts';
import { useRequestReader } from './plugins/http/request-reader.ts';
import { useUnreadParts } from './plugins/http/unread-parts.ts';
import { useRequestEntry, useRequestReport } from './plugins/operating/request-report.ts';
import { useInlineTrace } from './plugins/tracing/inline-trace.ts';
import { affordableRequests, useUpstreamCost } from './plugins/upstream-cost/upstream-cost.ts';
import { buildSchema } from './schema.ts';
import { connectAll, type SourcesOptions } from './sources/connect-all.ts';
import type { Forget } from './sources/forget.ts';

export interface GatewayOptions extends SourcesOptions {
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Whether routers get the schema through `_service`, and traces; entities they get in any case. */
  readonly federation: { readonly service: boolean; readonly traces: boolean };
  readonly corsOrigins: readonly string[];
  readonly access: AccessRules;
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
  loads(): Loads;
  readonly forget: Forget;
  close(): Promise<void>;
}

/** Puts the parts together; the only place that knows them all. */
export function createGateway(options: GatewayOptions): Gateway {
  const drift = createDriftCounter();
  const observer = toAll(options.observers ?? []);
  const ledger = createRequestLedger({ idOf: requestIdOf, clock });
  const trails = createTrails();
  const behind = connectAll(options, {
    observe(attempt, scope) {
      const observed = ledger.count(attempt, scope);
      trails.attempt(observed, scope);
      observer.attempt(observed);
    },
    notify(notice, scope) {
      trails.notice(notice, scope);
      observer.notice(notice);
    },
    drift(source, field) {
      drift.add(source);
      observer.drift(source, field);
    },
    redis: observer.redis,
  });
  const { connected: sources, loads, forget } = behind;
  const access = createAccess({ ...options.access, now: Date.now });
  const scopes = new WeakMap<Request, OpenScope>();
  const executed = (request: Request) => {
    scopes.get(request)?.close();
    ledger.of(request).ended();
  };
  const parts = { executed, options, sources, access, ledger, observer, faults: createFaults() };
  const server = createGraphqlServer(parts, request => {
    const { id, startedAt } = ledger.of(request);
    // Because reading the body and checking a token take of the client's time too.
    const deadlineMs = Math.max(0, options.deadlineMs - (clock() - startedAt));
    const headers = forwardedHeaders(request.headers, options.forwardHeaders);
    const scope = openScope({ id, headers, signal: request.signal, deadlineMs });
    ledger.join(request, scope);
    scopes.set(request, scope);
    const trail = trails.open(scope);
    const explained = options.explain && request.headers.get('x-switchboard-explain') === '1';
    return createContext({
      sources,
      driftOf: drift.of,
      extensions: () => trail.extensions(explained),
      caller: access.admittedCallerOf(request),
      scope,
    });
  });
  return {
    fetch: async request => server.fetch(request),
    listener: withAddressChecked((request, response) => void server(request, response), observer.unread),
    loads,
    forget,
    async close() {
      await server.dispose();
      await behind.close();
    },
  };
}

/** Monotonic milliseconds. */
const clock = (): number => performance.now();

/** What the plugins are made of. */
interface Parts {
  readonly executed: (request: Request) => void;
  readonly options: GatewayOptions;
  readonly sources: readonly ConnectedSource[];
  readonly access: Access;
  readonly ledger: RequestLedger;
  readonly observer: GatewayObserver;
  readonly faults: Faults;
}

function createGraphqlServer(parts: Parts, contextFor: (request: Request) => RequestContext) {
  const schema = withDefer(buildSchema());
  return createYoga<object, RequestContext>({
    schema,
    context: ({ request }: YogaInitialContext) => contextFor(request),
    plugins: pluginsFor(parts, schema),
    parserAndValidationCache: documentCaches(),
    maskedErrors: { maskError: parts.faults.coded },
    // The plugins do what these would, and what each of them leaves open stands there.
    graphiql: false,
    cors: false,
    landingPage: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: false,
  });
}

/** In the order in which a request meets them. */
function pluginsFor(parts: Parts, schema: GraphQLSchema): Plugin[] {
  const { executed, options, sources, access, ledger, observer, faults } = parts;
  const maxRequests =
    options.maxUpstreamRequests ?? affordableRequests(options.deadlineMs, quotasOf(sources));
  const persisted = createPersistedDocuments(options.trustedDocuments);
  return [
    useRequestEntry({ ledger }),
    useGetAnswers(options),
    useUnreadParts({ patienceMs: options.deadlineMs + 20_000 }),
    useHttpAnswers(),
    useCors({ origins: options.corsOrigins }),
    ...(options.graphiql ? [useGraphiql(options)] : []),
    access.plugin,
    useRequestReader(persisted),
    useDocumentLimits(),
    useValidationErrors(),
    ...(options.introspection ? [] : [useHiddenSchema()]),
    ...(options.federation.service ? [] : [useHiddenService()]),
    useUpstreamCost({ sources, maxRequests }),
    usePersistedDocuments(persisted),
    useGraphqlExecution({ schema, coded: faults.coded, executed }),
    useInlineTrace({ ...options.federation, buildSchema, coded: faults.coded, clock, now: Date.now }),
    useExplanation(),
    useRequestReport({
      ledger,
      clock,
      callerOf: access.callerOf,
      faultOf: faults.of,
      report: observer.request,
    }),
  ];
}

const quotasOf = (sources: readonly ConnectedSource[]): number[] =>
  sources.map(source => source.requestsPerSecond).filter(quota => quota !== 'unlimited');
