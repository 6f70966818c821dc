import type { DocumentNode, GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { IncrementalResult } from '../../graphql/documents/incremental-delivery.ts';
import type { RequestState } from '../../observability/request-state.ts';
import { operationIn, type RequestSummary } from '../../observability/request-summary.ts';
import { requestStateFrom } from '../handover.ts';

/** Sets `x-request-id` and reports the request. Must be the last plugin, because it reads the final result. */
export const useRequestSummary = (report: RequestSummary): Plugin => ({
  onParse: ({ context }) => {
    return ({ result }) => {
      if (context.request && isDocument(result))
        requestStateFrom(context).operation = operationIn(result, context.params?.operationName);
    };
  },
  onExecute({ args }) {
    const state = requestStateFrom(args.contextValue);
    state.executed = true;
    return {
      onExecuteDone: ({ result }) => (isAsyncIterable(result) ? followParts(state, report) : undefined),
    };
  },
  onResultProcess({ serverContext, result }) {
    // Only a single result has `errors`; `followParts` collects those of an incremental response.
    if ('errors' in result) report.failed(requestStateFrom(serverContext), result.errors ?? []);
  },
  onResponse({ serverContext, response }) {
    const state = requestStateFrom(serverContext);
    response.headers.set('x-request-id', state.id);
    report.answered(state, response.status);
  },
});

/** Collects the errors of each part of an incremental response; the executor resolves `lastPart`. */
function followParts(state: RequestState, report: RequestSummary) {
  const errors: GraphQLError[] = [];
  state.lastPart = new Promise(resolve => {
    state.ended = resolve;
  });
  return {
    onNext({ result }: { readonly result: IncrementalResult }) {
      errors.push(...errorsIn(result));
      report.failed(state, errors);
    },
  };
}

const errorsIn = ({ errors = [], incremental = [] }: IncrementalResult): GraphQLError[] => [
  ...errors,
  ...incremental.flatMap(patch => patch.errors ?? []),
];

const isDocument = (result: DocumentNode | Error | null): result is DocumentNode =>
  result !== null && !(result instanceof Error);
