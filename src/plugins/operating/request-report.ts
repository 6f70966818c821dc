import { type DocumentNode, GraphQLError, getOperationAST } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ClientRequest, Outcome } from '../../operating/observer.ts';
import type { LedgerEntry, RequestLedger } from '../../operating/request-ledger.ts';
import type { AnswerPart } from '../documents/deferred-execution.ts';

export interface RequestReportOptions {
  readonly ledger: RequestLedger;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Who asks, where that is known. */
  callerOf(request: Request): { readonly name: string } | null;
  /** What an error is made of that was not foreseen; null for one that was. */
  faultOf(error: unknown): string | null;
  report(request: ClientRequest): void;
}

/** Opens the entry of each request before any other plugin sees it, so that its time and id are right. */
export const useRequestEntry = ({ ledger }: Pick<RequestReportOptions, 'ledger'>): Plugin => ({
  onRequest: ({ request }) => void ledger.of(request),
});

/** Gives every answer its request's id and reports it once. Stands last, to see what the others made of it. */
export function useRequestReport(options: RequestReportOptions): Plugin {
  const { ledger, clock, report, faultOf } = options;
  return {
    onParse: ({ context }) => {
      return ({ result }) => {
        if (context.request && isDocument(result))
          noteOperation(ledger.of(context.request), result, context.params?.operationName);
      };
    },
    onExecute({ args }) {
      const entry = ledger.of(args.contextValue.request);
      entry.ran = true;
      return {
        onExecuteDone: ({ result }) => (isAsyncIterable(result) ? followParts(entry, faultOf) : undefined),
      };
    },
    onResultProcess({ request, result }) {
      // Of an answer in parts, and of several at once, only the whole is known.
      if (!('errors' in result)) return;
      const { errors = [] } = result;
      const entry = ledger.of(request);
      entry.codes = countCodes(errors);
      entry.fault = errors.map(faultOf).find(fault => fault !== null) ?? null;
    },
    onResponse({ request, response }) {
      const entry = ledger.of(request);
      response.headers.set('x-request-id', entry.id);
      const reportNow = () => {
        const milliseconds = clock() - entry.startedAt;
        report({
          ...told(entry, request, response.status),
          milliseconds,
          caller: callerIn(options, request),
        });
      };
      if (entry.lastPart) void entry.lastPart.then(reportNow);
      else reportNow();
    },
  };
}

/** Notes what each part of an answer brings; the execution says when the last one has gone. */
function followParts(entry: LedgerEntry, faultOf: RequestReportOptions['faultOf']) {
  const errors: GraphQLError[] = [];
  entry.lastPart = new Promise(resolve => {
    entry.ended = resolve;
  });
  return {
    onNext({ result }: { readonly result: AnswerPart }) {
      errors.push(...errorsIn(result));
      entry.codes = countCodes(errors);
      entry.fault ??=
        errorsIn(result)
          .map(faultOf)
          .find(fault => fault !== null) ?? null;
    },
  };
}

const errorsIn = ({ errors = [], incremental = [] }: AnswerPart): GraphQLError[] => [
  ...errors,
  ...incremental.flatMap(patch => patch.errors ?? []),
];

function callerIn({ callerOf }: RequestReportOptions, request: Request): string | null {
  return harmless(callerOf(request)?.name ?? null);
}

function told(entry: LedgerEntry, { headers }: Request, status: number) {
  const { id: requestId, operationName, operationType, fault, upstreamRequests, retries } = entry;
  const refused = !entry.ran && status >= 400 && entry.codes.size === 0;
  return {
    requestId,
    operationName,
    operationType,
    outcome: outcomeOf(entry, status),
    status,
    codes: refused ? new Map([[codeOfStatus(status), 1]]) : entry.codes,
    upstreamRequests,
    retries,
    clientName: clientSays(headers, 'name'),
    clientVersion: clientSays(headers, 'version'),
    fault,
  };
}

/** By Apollo's header, or else by the one that Hive and others read. */
const clientSays = (headers: Headers, what: 'name' | 'version'): string | null =>
  harmless(headers.get(`apollographql-client-${what}`)) ?? harmless(headers.get(`graphql-client-${what}`));

function outcomeOf({ ran, codes, hasLeft }: LedgerEntry, status: number): Outcome {
  if (hasLeft()) return 'left';
  if (ran) return codes.size > 0 ? 'errors' : 'ok';
  return codes.size > 0 || status >= 400 ? 'refused' : 'other';
}

const codesByStatus: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [429, 'RATE_LIMITED'],
  [503, 'UPSTREAM_UNAVAILABLE'],
]);

/** What a plugin refused before there was a query has its code in a body that is not read again. */
function codeOfStatus(status: number): string {
  return codesByStatus.get(status) ?? (status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR');
}

function countCodes(errors: readonly unknown[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const error of errors) {
    const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
    const name = typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function noteOperation(entry: LedgerEntry, document: DocumentNode, named: string | null | undefined): void {
  const operation = getOperationAST(document, named);
  entry.operationType = operation?.operation ?? null;
  entry.operationName = harmless(operation?.name?.value ?? null);
}

const isDocument = (result: DocumentNode | Error | null): result is DocumentNode =>
  result !== null && !(result instanceof Error);

/** Short, of characters that no reader of logs takes for its own, and without what may be a phone number. */
const harmless = (text: string | null): string | null =>
  text
    ?.slice(0, 64)
    .replace(/[^\w .@/+:-]/g, '?')
    .replace(/\d(?:[ ._+-]?\d){6,}/g, '#') || null;
