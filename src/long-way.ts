import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { RequestContext } from './context.ts';
import { createSlot } from './domain/slot.ts';
import type { documentCaches } from './plugins/documents/document-cache.ts';
import { useDocumentLimits } from './plugins/documents/document-limits.ts';
import { useGraphqlExecution } from './plugins/documents/graphql-execution.ts';
import { useHiddenSchema } from './plugins/documents/hidden-schema.ts';
import { useHiddenService } from './plugins/documents/hidden-service.ts';
import { usePersistedDocuments } from './plugins/documents/persisted-documents.ts';
import { useValidationErrors } from './plugins/documents/validation-errors.ts';
import { useExplanation } from './plugins/explain/explain.ts';
import { useGraphiql } from './plugins/graphiql/graphiql.ts';
import type { Begun } from './plugins/http/begun.ts';
import { useCors } from './plugins/http/cors.ts';
import { useGetAnswers } from './plugins/http/get-answers.ts';
import { useHttpAnswers } from './plugins/http/http-answers.ts';
import { useRequestReader } from './plugins/http/request-reader.ts';
import { useUnreadParts } from './plugins/http/unread-parts.ts';
import { useRequestEntry, useRequestReport } from './plugins/operating/report-plugins.ts';
import { useInlineTrace } from './plugins/tracing/inline-trace.ts';
import { useUpstreamCost } from './plugins/upstream-cost/upstream-cost.ts';
import { buildSchema } from './schema.ts';
import type { EntranceOptions, OpenRequest, Stages } from './stages.ts';

/** GraphQL Yoga with all plugins: for whatever does not take the short way. */
export function createLongWay(
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
