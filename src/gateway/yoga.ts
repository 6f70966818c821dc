import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServerAdapter } from '@whatwg-node/server';
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import { internalErrorBody } from '../errors/internal-error.ts';
import type { RequestContext } from '../graphql/context.ts';
import { useDocumentLimits } from '../graphql/documents/document-limits.ts';
import { type DocumentCaches, useValidDocumentsOnly } from '../graphql/documents/parse-cache.ts';
import { usePersistedDocuments } from '../graphql/documents/persisted-documents.ts';
import { buildSchema } from '../graphql/schema.ts';
import { mediaTypeFor, plain, withoutWeights } from '../http/content-negotiation.ts';
import { crossOriginHeaders, useCors } from '../http/cors.ts';
import { useGraphPath } from '../http/graph-path.ts';
import { requestStateFrom, type YogaServerContext } from '../http/handover.ts';
import { withoutBody } from '../http/read-before.ts';
import { useRequestParams } from '../http/request-params.ts';
import { responseHeaders, useResponseHeaders } from '../http/response-headers.ts';
import { useCompression } from '../http/yoga/use-compression.ts';
import { useDisabledIntrospection } from '../http/yoga/use-disabled-introspection.ts';
import { useDisabledSdl } from '../http/yoga/use-disabled-sdl.ts';
import { useExecutor } from '../http/yoga/use-executor.ts';
import { useExplain } from '../http/yoga/use-explain.ts';
import { useGetCacheControl } from '../http/yoga/use-get-cache-control.ts';
import { useGraphiql } from '../http/yoga/use-graphiql.ts';
import { useInlineTrace } from '../http/yoga/use-inline-trace.ts';
import { useLandingPage } from '../http/yoga/use-landing-page.ts';
import { useMultipartTimeout } from '../http/yoga/use-multipart-timeout.ts';
import { useRequestSummary } from '../http/yoga/use-request-summary.ts';
import { useSlicedResults } from '../http/yoga/use-sliced-results.ts';
import { useTracedDocuments } from '../http/yoga/use-traced-documents.ts';
import { useValidationErrors } from '../http/yoga/use-validation-errors.ts';
import type { RequestState } from '../observability/request-state.ts';
import type { Pipeline, PipelineOptions } from './pipeline.ts';

/**
 * GraphQL Yoga with all plugins, for requests that the fast path does not answer. Yoga runs inside another adapter,
 * because its own adapter exposes the stack when a plugin throws.
 */
export function createYogaHandlers(parts: PipelineOptions, pipeline: Pipeline, caches: DocumentCaches) {
  const yoga = createYogaServer(parts, pipeline, caches);
  const allowedOrigins = new Set(parts.options.corsOrigins);

  function fail(request: Request, state: RequestState, cause: unknown): Response {
    pipeline.report.crashed(state, cause);
    const type = mediaTypeFor(request.headers.get('accept') ?? undefined) ?? plain;
    const headers = new Headers({ ...responseHeaders, 'content-type': `${type}; charset=utf-8` });
    headers.set('x-request-id', state.id);
    for (const [name, value] of crossOriginHeaders(request, allowedOrigins)) headers.set(name, value);
    return new yoga.fetchAPI.Response(internalErrorBody, { status: 500, headers });
  }

  const adapter = createServerAdapter<YogaServerContext>(
    async (request, serverContext) => {
      const state = serverContext.handover?.state ?? parts.begin(request);
      try {
        serverContext.state = state;
        return await yoga.handleRequest(request, serverContext);
      } catch (cause) {
        return fail(request, state, cause);
      }
    },
    { fetchAPI: yoga.fetchAPI },
  );
  return {
    /** Rewrites HEAD as GET, and `Accept` without weights, because Yoga supports neither. Node omits the body. */
    async listener(
      request: IncomingMessage,
      response: ServerResponse,
      done: YogaServerContext,
    ): Promise<void> {
      if (request.method === 'HEAD') request.method = 'GET';
      request.headers.accept &&= withoutWeights(request.headers.accept);
      await withoutBody(request, () => adapter(request, response, done));
    },
    /** Returns a Response of this runtime, because frameworks such as Next accept no other. */
    async fetch(request: Request): Promise<Response> {
      const { body, status, headers } = await adapter.fetch(yogaRequest(request));
      return new Response(request.method === 'HEAD' ? null : body, { status, headers: [...headers] });
    },
    getEnveloped: yoga.getEnveloped,
    close: () => yoga.dispose(),
  };
}

/** Rewrites HEAD as GET and removes weights from `accept`, because Yoga supports neither. */
function yogaRequest(request: Request): Request {
  const accept = request.headers.get('accept') ?? '';
  const isFit = request.method !== 'HEAD' && !accept.includes(';');
  // A request whose body was read cannot be copied.
  if (isFit || request.bodyUsed) return request;
  const headers = new Headers(request.headers);
  if (accept) headers.set('accept', withoutWeights(accept));
  return new Request(request, { headers, ...(request.method === 'HEAD' && { method: 'GET' }) });
}

function createYogaServer(parts: PipelineOptions, pipeline: Pipeline, caches: DocumentCaches) {
  return createYoga<YogaServerContext, RequestContext>({
    schema: pipeline.schema,
    context: (initial: YogaInitialContext) => parts.open(requestStateFrom(initial)),
    plugins: yogaPlugins(parts, pipeline, caches),
    parserAndValidationCache: caches,
    maskedErrors: { maskError: pipeline.faults.mask },
    // Our plugins replace these features; each plugin gives the reason.
    graphqlEndpoint: '*',
    healthCheckEndpoint: neverRequested,
    graphiql: false,
    cors: false,
    landingPage: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: false,
  });
}

/** The health check of Yoga answers every URL that ends in its endpoint, but no request target contains a blank. */
const neverRequested = ' ';

/** Plugins in the order in which their hooks run. */
function yogaPlugins(
  { options, access, tracing, clock, nextTurn }: PipelineOptions,
  { execute, check, incrementalSchema, report, persisted, faults, compressJson }: Pipeline,
  caches: DocumentCaches,
): Plugin[] {
  return [
    useGetCacheControl(options),
    useMultipartTimeout({ patienceMs: options.deadlineMs + 20_000 }),
    useResponseHeaders(),
    useCors({ origins: options.corsOrigins }),
    ...(options.path === '/' ? [] : [useLandingPage(options)]),
    ...(options.graphiql ? [useGraphiql({ ...options, now: Date.now })] : []),
    access.plugin,
    useGraphPath(options),
    useRequestParams(persisted),
    useDocumentLimits(),
    useValidationErrors(),
    useValidDocumentsOnly(caches),
    ...(options.introspection ? [] : [useDisabledIntrospection()]),
    ...(options.federation.service ? [] : [useDisabledSdl()]),
    // After the plugins that replace the function of validation, because it wraps the last one.
    ...(tracing.step ? [useTracedDocuments(tracing.step)] : []),
    useExecutor({ execute, check, incrementalSchema, mask: faults.mask }),
    usePersistedDocuments(persisted),
    useInlineTrace({
      ...options.federation,
      buildSchema,
      mask: faults.mask,
      clock,
      now: Date.now,
    }),
    useExplain(),
    useCompression(compressJson),
    useRequestSummary(report),
    useSlicedResults({ nextTurn }),
  ];
}
