import type { RequestListener } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { RequestContext } from './context.ts';
import type { ConnectedSource } from './domain/call-source.ts';
import type { RequestHead } from './domain/request-head.ts';
import { createSlot } from './domain/slot.ts';
import { createExecute, type Execute } from './execution/execute.ts';
import type { GatewayObserver } from './operating/observer.ts';
import type { RequestLedger } from './operating/request-ledger.ts';
import type { Access } from './plugins/access/access.ts';
import { withDefer } from './plugins/documents/defer-directive.ts';
import { documentCaches } from './plugins/documents/document-cache.ts';
import { useDocumentLimits } from './plugins/documents/document-limits.ts';
import { useGraphqlExecution } from './plugins/documents/graphql-execution.ts';
import { useHiddenSchema } from './plugins/documents/hidden-schema.ts';
import { useHiddenService } from './plugins/documents/hidden-service.ts';
import { createKnownDocuments } from './plugins/documents/known-documents.ts';
import { withMostAsked } from './plugins/documents/most-asked.ts';
import {
  createPersistedDocuments,
  type PersistedDocuments,
  usePersistedDocuments,
} from './plugins/documents/persisted-documents.ts';
import type { TrustedDocuments } from './plugins/documents/trusted-manifest.ts';
import { useValidationErrors } from './plugins/documents/validation-errors.ts';
import { createFaults, type Faults } from './plugins/errors/faults.ts';
import { useExplanation } from './plugins/explain/explain.ts';
import { useGraphiql } from './plugins/graphiql/graphiql.ts';
import type { Begun } from './plugins/http/begun.ts';
import { useCors } from './plugins/http/cors.ts';
import { useGetAnswers } from './plugins/http/get-answers.ts';
import { useHttpAnswers } from './plugins/http/http-answers.ts';
import { useRequestReader } from './plugins/http/request-reader.ts';
import { withShortWay } from './plugins/http/short-way.ts';
import { useUnreadParts } from './plugins/http/unread-parts.ts';
import { useRequestEntry, useRequestReport } from './plugins/operating/report-plugins.ts';
import { createRequestReport, type RequestReport } from './plugins/operating/request-report.ts';
import { useInlineTrace } from './plugins/tracing/inline-trace.ts';
import {
  affordableRequests,
  type CheckUpstreamCost,
  createUpstreamCost,
  useUpstreamCost,
} from './plugins/upstream-cost/upstream-cost.ts';
import { buildSchema } from './schema.ts';

/** What lives as long as a client request is executed. */
export interface OpenRequest {
  readonly context: RequestContext;
  close(): void;
}

export interface EntranceOptions {
  readonly options: {
    readonly graphiql: boolean;
    readonly introspection: boolean;
    readonly corsOrigins: readonly string[];
    readonly deadlineMs: number;
    readonly maxUpstreamRequests?: number | null;
    readonly federation: { readonly service: boolean; readonly traces: boolean };
    readonly forwardHeaders: readonly string[];
    readonly explain: boolean;
    readonly trustedDocuments?: TrustedDocuments;
  };
  readonly sources: readonly ConnectedSource[];
  readonly access: Access;
  readonly ledger: RequestLedger;
  readonly observer: GatewayObserver;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  open(head: RequestHead): OpenRequest;
}

/** The graph for those who ask: by a Request, or by node:http. */
export interface Entrance {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** Puts the plugins together, and the short way beside them. */
export function createEntrance(parts: EntranceOptions): Entrance {
  const { options, access, ledger } = parts;
  const stages = createStages(parts);
  const caches = documentCaches();
  const yoga = createGraphqlServer(parts, stages, caches);
  const readDocument = createKnownDocuments({ cache: caches.documentCache, enveloped: yoga.getEnveloped });
  const { schema, report, execute, check, faults, persisted } = stages;
  return {
    fetch: async request => yoga.fetch(request),
    listener: withShortWay(
      {
        corsOrigins: options.corsOrigins,
        executing: { schema, hideSuggestions: !options.introspection },
        idOf: head => ledger.of(head).id,
        admit: access.admit,
        coded: faults.coded,
        open: parts.open,
        report,
        persisted,
        readDocument,
        execute,
        check,
      },
      (request, response, done) => void yoga(request, response, done),
    ),
    close: async () => void (await yoga.dispose()),
  };
}

/** What both ways pass. */
interface Stages {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
  readonly check: CheckUpstreamCost;
  readonly report: RequestReport;
  readonly faults: Faults;
  readonly persisted: PersistedDocuments;
}

function createStages({ options, sources, access, ledger, observer, clock }: EntranceOptions): Stages {
  const schema = withDefer(buildSchema());
  const maxRequests =
    options.maxUpstreamRequests ?? affordableRequests(options.deadlineMs, quotasOf(sources));
  const persisted = createPersistedDocuments(options.trustedDocuments);
  const faults = createFaults();
  const report = createRequestReport({
    ledger,
    clock,
    callerOf: access.callerOf,
    faultOf: faults.of,
    report: observer.request,
  });
  const check = createUpstreamCost({ sources, maxRequests });
  return { schema, faults, report, check, persisted, execute: withMostAsked(createExecute(schema)) };
}

const quotasOf = (sources: readonly ConnectedSource[]): number[] =>
  sources.map(source => source.requestsPerSecond).filter(quota => quota !== 'unlimited');

function createGraphqlServer(
  parts: EntranceOptions,
  stages: Stages,
  caches: ReturnType<typeof documentCaches>,
) {
  const opened = createSlot<Request, OpenRequest>('opened');
  const contextFor = (request: Request): RequestContext => {
    const open = parts.open(request);
    opened.put(request, open);
    return open.context;
  };
  return createYoga<{ begun?: Begun }, RequestContext>({
    schema: stages.schema,
    context: ({ request }: YogaInitialContext) => contextFor(request),
    plugins: pluginsFor(parts, stages, request => opened.of(request)?.close()),
    parserAndValidationCache: caches,
    maskedErrors: { maskError: stages.faults.coded },
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
function pluginsFor(
  { options, access, ledger, clock }: EntranceOptions,
  { execute, check, report, persisted, faults }: Stages,
  executed: (request: Request) => void,
): Plugin[] {
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
    useUpstreamCost(check),
    usePersistedDocuments(persisted),
    useGraphqlExecution({ execute, coded: faults.coded, executed }),
    useInlineTrace({ ...options.federation, buildSchema, coded: faults.coded, clock, now: Date.now }),
    useExplanation(),
    useRequestReport({ report, ledger }),
  ];
}
