import type { RequestListener } from 'node:http';
import { sharesOf } from '../cache/cache-config.ts';
import { documentCaches } from '../graphql/documents/parse-cache.ts';
import { type Answer, createPlainAnswers } from '../http/fast-path/execute-request.ts';
import { withShortWay } from '../http/fast-path/fast-path.ts';
import { createAnswerStore, withAnswerMemory } from '../http/fast-path/response-cache.ts';
import { createKnownDocuments, type ReadDocument } from '../http/fast-path/validated-documents.ts';
import { createStages, type EntranceOptions, type Stages } from './pipeline.ts';
import { createLongWay } from './yoga.ts';

/** The graph for those who ask: by a Request, or by node:http. */
export interface Entrance {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** Puts the plugins together, and the short way beside them. */
export function createEntrance(parts: EntranceOptions): Entrance {
  const { options, access, begin } = parts;
  const stages = createStages(parts);
  const caches = documentCaches();
  const { listener, fetch, getEnveloped, close } = createLongWay(parts, stages, caches);
  const readDocument = createKnownDocuments({ cache: caches.documentCache, enveloped: getEnveloped });
  return {
    fetch,
    listener: withShortWay(
      {
        corsOrigins: options.corsOrigins,
        begin,
        admit: access.admit,
        report: stages.report,
        answer: createAnswer(parts, stages, readDocument),
      },
      listener,
    ),
    close: async () => void (await close()),
  };
}

function createAnswer(
  { options, sources, observer, open }: EntranceOptions,
  { schema, report, persisted, execute, check, faults }: Stages,
  readDocument: ReadDocument,
): Answer {
  const executing = { schema, hideSuggestions: !options.introspection };
  const { coded } = faults;
  const answer = createPlainAnswers({
    report,
    persisted,
    readDocument,
    execute,
    executing,
    open,
    check,
    coded,
  });
  if (!options.cache) return answer;
  const store = createAnswerStore(sharesOf(options.cache).answers);
  const { forwardHeaders } = options;
  const keyspace = sources.map(source => source.keyspace ?? 'off').join(' ');
  return withAnswerMemory(answer, { store, keyspace, forwardHeaders, notice: observer.notice });
}
