import type { RequestListener } from 'node:http';
import { splitBudget } from '../cache/cache-config.ts';
import { documentCaches } from '../graphql/documents/parse-cache.ts';
import { encodingOf, withCompression } from '../http/fast-path/compressed-responses.ts';
import { createExecuteRequest, type HandleRequest } from '../http/fast-path/execute-request.ts';
import { withFastPath } from '../http/fast-path/fast-path.ts';
import { createResponseStore, withResponseCache } from '../http/fast-path/response-cache.ts';
import { createValidatedDocuments, type ReadDocument } from '../http/fast-path/validated-documents.ts';
import { createPipeline, type Pipeline, type PipelineOptions } from './pipeline.ts';
import { createYogaHandlers } from './yoga.ts';

/** The two entry points for requests: the Fetch API and node:http. */
export interface RequestHandlers {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** Creates Yoga with its plugins and, unless it is switched off, the fast path in front of its listener. */
export function createRequestListener(parts: PipelineOptions): RequestHandlers {
  const { options, access, begin } = parts;
  const pipeline = createPipeline(parts);
  const caches = documentCaches();
  const { listener, fetch, getEnveloped, close } = createYogaHandlers(parts, pipeline, caches);
  const dispose = async () => void (await close());
  if (options.fastPath === false)
    return { fetch, listener: (request, response) => void listener(request, response, {}), close: dispose };
  const readDocument = createValidatedDocuments({ cache: caches.documentCache, enveloped: getEnveloped });
  const fastPath = {
    path: options.path,
    corsOrigins: options.corsOrigins,
    begin,
    admit: access.admit,
    report: pipeline.report,
    handleRequest: createHandleRequest(parts, pipeline, readDocument),
  };
  return { fetch, listener: withFastPath(fastPath, listener), close: dispose };
}

function createHandleRequest(
  { options, sources, observer, open }: PipelineOptions,
  { schema, report, persisted, execute, check, faults, compressJson }: Pipeline,
  readDocument: ReadDocument,
): HandleRequest {
  const executing = { schema, hideSuggestions: !options.introspection };
  const { mask } = faults;
  const handleRequest = withCompression(
    createExecuteRequest({
      report,
      persisted,
      readDocument,
      execute,
      executing,
      open,
      check,
      mask,
    }),
    compressJson,
  );
  if (!options.cache) return handleRequest;
  const store = createResponseStore(splitBudget(options.cache).answers);
  const { forwardHeaders } = options;
  const keyspace = sources.map(source => source.keyspace ?? 'off').join(' ');
  return withResponseCache(handleRequest, {
    store,
    keyspace,
    encodingOf: options.compression ? encodingOf : () => null,
    forwardHeaders,
    onSourceEvent: observer.sourceEvent,
  });
}
