import type { DocumentNode, GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { LedgerEntry, RequestLedger } from '../../operating/request-ledger.ts';
import type { AnswerPart } from '../documents/deferred-execution.ts';
import { begunIn } from '../http/begun.ts';
import { operationIn, type RequestReport } from './request-report.ts';

export interface RequestEntryOptions {
  readonly ledger: RequestLedger;
}

/** Opens the entry of each request before any other plugin sees it, so that its time and id are right. */
export const useRequestEntry = ({ ledger }: RequestEntryOptions): Plugin => ({
  onRequest({ request, serverContext }) {
    const begun = begunIn(serverContext);
    if (begun) ledger.continue(request, begun.head);
    else ledger.of(request);
  },
});

export interface RequestReportPluginOptions extends RequestEntryOptions {
  readonly report: RequestReport;
}

/** Gives every answer its request's id and has it reported. Stands last, to see what the others made of it. */
export const useRequestReport = ({ ledger, report }: RequestReportPluginOptions): Plugin => ({
  onParse: ({ context }) => {
    return ({ result }) => {
      if (context.request && isDocument(result))
        report.asked(context.request, operationIn(result, context.params?.operationName));
    };
  },
  onExecute({ args }) {
    const { request } = args.contextValue;
    report.ran(request);
    const told = (errors: readonly GraphQLError[]) => report.failed(request, errors);
    return {
      onExecuteDone: ({ result }) =>
        isAsyncIterable(result) ? followParts(ledger.of(request), told) : undefined,
    };
  },
  onResultProcess({ request, result }) {
    // Of an answer in parts, and of several at once, only the whole is known.
    if ('errors' in result) report.failed(request, result.errors ?? []);
  },
  onResponse({ request, response }) {
    response.headers.set('x-request-id', ledger.of(request).id);
    report.answered(request, response.status);
  },
});

/** Notes what each part of an answer brings; the execution says when the last one has gone. */
function followParts(entry: LedgerEntry, told: (errors: readonly GraphQLError[]) => void) {
  const errors: GraphQLError[] = [];
  entry.lastPart = new Promise(resolve => {
    entry.ended = resolve;
  });
  return {
    onNext({ result }: { readonly result: AnswerPart }) {
      errors.push(...errorsIn(result));
      told(errors);
    },
  };
}

const errorsIn = ({ errors = [], incremental = [] }: AnswerPart): GraphQLError[] => [
  ...errors,
  ...incremental.flatMap(patch => patch.errors ?? []),
];

const isDocument = (result: DocumentNode | Error | null): result is DocumentNode =>
  result !== null && !(result instanceof Error);
