import { type DocumentNode, GraphQLError, getOperationAST } from 'graphql';
import type { RequestHead } from '../async/client-disconnect.ts';
import { stackOf } from '../errors/internal-error.ts';
import type { UnexpectedErrors } from '../errors/unexpected-errors.ts';
import type { ClientRequest, GatewayObserver, Outcome } from './observer.ts';
import { isDisconnected, type OperationSummary, type RequestState } from './request-state.ts';

export interface RequestSummaryOptions {
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly faults: UnexpectedErrors;
  readonly observer: Pick<GatewayObserver, 'request' | 'unexpectedError'>;
  /** Ends the span of a request that has been reported. */
  readonly endTrace: (state: RequestState, request: ClientRequest) => void;
}

export function operationIn(document: DocumentNode, named: string | null | undefined): OperationSummary {
  const operation = getOperationAST(document, named);
  return {
    operationName: operation?.name ? sanitized(operation.name.value) : null,
    operationType: operation?.operation ?? null,
  };
}

/** Reports each request once, from the fast path or from Yoga. */
export interface RequestSummary {
  failed(state: RequestState, errors: readonly unknown[]): void;
  /** Reports the request, after its last part has been sent. */
  answered(state: RequestState, status: number): void;
  /** Reports a request that ended with an unforeseen error, unless its client has left; never throws. */
  crashed(state: RequestState, cause: unknown): void;
}

export function createRequestSummary(options: RequestSummaryOptions): RequestSummary {
  const { clock, observer, faults, endTrace } = options;

  function failed(state: RequestState, errors: readonly unknown[]): void {
    state.codes = countCodes(errors);
    state.fault = errors.map(faults.stackOf).find(fault => fault !== null) ?? null;
  }

  function report(state: RequestState, status: number): void {
    if (state.reported) return;
    const request = requestOf(state, status, clock() - state.startedAt);
    state.reported = true;
    observer.request(request);
    endTrace(state, request);
  }

  return {
    failed,
    answered(state, status) {
      if (state.lastPart) void state.lastPart.then(() => report(state, status));
      else report(state, status);
    },
    crashed(state, cause) {
      try {
        if (!isDisconnected(state)) failed(state, [faults.mask(cause)]);
        report(state, 500);
      } catch (error) {
        observer.unexpectedError(stackOf(error));
      }
    },
  };
}

function requestOf(state: RequestState, status: number, milliseconds: number): ClientRequest {
  const { id: requestId, operation, fault, codes, caller } = state;
  const { headers } = state.head;
  const { operationName, operationType } = operation;
  const made = state.attempts.filter(({ rejectedBy }) => rejectedBy === null);
  const refused = !state.executed && status >= 400 && codes.size === 0;
  return {
    requestId,
    operationName,
    operationType,
    outcome: requestOutcome(state, status),
    status,
    codes: refused ? new Map([[codeOfStatus(status), 1]]) : codes,
    upstreamRequests: made.length,
    retries: made.filter(({ number }) => number > 1).length,
    indexReads: state.indexReads.length,
    clientName: clientHeader(headers, 'name'),
    clientVersion: clientHeader(headers, 'version'),
    fault,
    milliseconds,
    caller: caller && sanitized(caller.name),
    trace: state.trace,
  };
}

/** Reads the header of Apollo, or else the one of GraphQL Hive. */
function clientHeader(headers: RequestHead['headers'], what: 'name' | 'version'): string | null {
  const value = headers.get(`apollographql-client-${what}`) || headers.get(`graphql-client-${what}`);
  return value ? sanitized(value) : null;
}

function requestOutcome(state: RequestState, status: number): Outcome {
  const { executed, codes } = state;
  if (isDisconnected(state)) return 'left';
  if (executed) return codes.size > 0 ? 'errors' : 'ok';
  return codes.size > 0 || status >= 400 ? 'refused' : 'other';
}

const codesByStatus: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [429, 'RATE_LIMITED'],
  [503, 'UPSTREAM_UNAVAILABLE'],
]);

/** Derives the error code from the status if a plugin rejected the request, because its response body is not parsed. */
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

/** Sanitizes a text for logs: limits its length, and replaces special characters and possible phone numbers. */
const sanitized = (text: string): string =>
  text
    .slice(0, 64)
    .replace(/[^\w .@/+:-]/g, '?')
    .replace(/\d(?:[ ._+-]?\d){6,}/g, '#');
