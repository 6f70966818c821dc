import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import { stringifyInSlices } from '../../async/stringify-in-slices.ts';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { SourceEvent } from '../../domain/source-event.ts';
import { isLongAnswer } from '../../executor/answer-size.ts';
import type { Execute } from '../../executor/execute.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { isIncremental } from '../../graphql/documents/incremental-delivery.ts';
import type { PersistedDocuments } from '../../graphql/documents/persisted-documents.ts';
import { variableValuesOf } from '../../graphql/documents/variable-values.ts';
import type { CheckQueryCost } from '../../graphql/query-cost/query-cost.ts';
import { wantsTrace } from '../../observability/ftv1/trace.ts';
import { endExecution, type OperationSummary, type RequestState } from '../../observability/request-state.ts';
import { operationIn, type RequestSummary } from '../../observability/request-summary.ts';
import { cacheDependencies, withTraceExtensions } from '../../observability/request-trace.ts';
import type { ContentEncoding } from '../compression.ts';
import { type ParsedParams, parseParams } from '../request-params.ts';
import type { ReadDocument } from './validated-documents.ts';

export interface SerializedResponse {
  readonly body: string | Buffer;
  /** Content-Encoding of the body; null if it is not compressed. */
  readonly encoding: ContentEncoding | null;
  readonly operation: OperationSummary;
  /** The cache entries that the response was made of; null if it is not cacheable. */
  readonly dependencies: readonly SourceEvent[] | null;
}

/** Executes the query in a request body; null if only Yoga can answer the request, or must reject it. */
export type HandleRequest = (state: RequestState, body: string) => Promise<SerializedResponse | null>;

/** The pipeline of the gateway, which the fast path shares with Yoga. */
export interface ExecuteRequestOptions {
  readonly report: RequestSummary;
  readonly persisted: PersistedDocuments;
  readonly readDocument: ReadDocument;
  readonly execute: Execute;
  readonly executing: Pick<ExecutionArgs, 'schema' | 'hideSuggestions'>;
  open(state: RequestState): RequestContext;
  readonly check: CheckQueryCost;
  mask(error: unknown): GraphQLError;
}

export const createExecuteRequest =
  (pipeline: ExecuteRequestOptions): HandleRequest =>
  (state, body) => {
    const params = parseParams(body, pipeline.persisted);
    const run = params && prepare(pipeline, state, params);
    return run ? run() : Promise.resolve(null);
  };

const needsYoga = new Error('Only Yoga answers in parts, with a trace, or what is no query.');

/** Runs all steps before execution; returns the execution, or null if a step rejects the request or fails. */
function prepare(
  pipeline: ExecuteRequestOptions,
  state: RequestState,
  params: ParsedParams,
): (() => Promise<SerializedResponse>) | null {
  const { query, variables } = params;
  const operationName = params.operationName || null;
  const document = pipeline.readDocument(query, operationName, state);
  if (!document) return null;
  try {
    const context = pipeline.open(state);
    const args: ExecutionArgs = {
      schema: pipeline.executing.schema,
      hideSuggestions: pipeline.executing.hideSuggestions,
      document,
      operationName,
      variableValues: variables ?? null,
      contextValue: context,
    };
    const operation = operationIn(document, operationName);
    if (operation.operationType !== 'query' || isIncremental(args, state.head) || wantsTrace(state.head))
      throw needsYoga;
    const coerced = variableValuesOf(args);
    pipeline.check(args, coerced);
    state.operation = operation;
    pipeline.persisted.keep(params);
    return async () => {
      state.executed = true;
      try {
        const result = withTraceExtensions(await pipeline.execute(args, coerced), state);
        const masked = maskedResult(pipeline, state, result);
        const body = isLongAnswer(context.answerSize)
          ? await stringifyInSlices(masked, context.answerSize.nextTurn)
          : JSON.stringify(masked);
        return {
          body,
          encoding: null,
          operation,
          dependencies: isCacheable(result, document) ? cacheDependencies(state) : null,
        };
      } finally {
        endExecution(state);
      }
    };
  } catch {
    endExecution(state);
    return null;
  }
}

/** This field reports the current state of upstreams, which no cache entry covers. */
const uncacheableField = 'callSources';

const isCacheable = ({ errors }: ExecutionResult, document: DocumentNode): boolean =>
  !errors && !analyzeDocument(document).fieldNames.has(uncacheableField);

function maskedResult(
  { mask, report }: ExecuteRequestOptions,
  state: RequestState,
  result: ExecutionResult,
): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map(mask);
  report.failed(state, errors);
  return { ...result, errors };
}
