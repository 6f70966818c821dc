import { type DocumentNode, GraphQLError, getOperationAST } from 'graphql';
import type { RequestHead } from '../../domain/request-head.ts';
import { stackOf } from '../../operating/internal-errors.ts';
import type { ClientRequest, GatewayObserver, Outcome } from '../../operating/observer.ts';
import type { LedgerEntry, RequestLedger } from '../../operating/request-ledger.ts';
import type { Faults } from '../errors/faults.ts';

export interface RequestReportOptions {
  readonly ledger: RequestLedger;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Who asks, where that is known. */
  callerOf(request: RequestHead): { readonly name: string } | null;
  readonly faults: Faults;
  readonly observer: Pick<GatewayObserver, 'request' | 'fault'>;
}

/** What is told of an operation. */
export type AskedOperation = Pick<LedgerEntry, 'operationName' | 'operationType'>;

export function operationIn(document: DocumentNode, named: string | null | undefined): AskedOperation {
  const operation = getOperationAST(document, named);
  return {
    operationName: harmless(operation?.name?.value ?? null),
    operationType: operation?.operation ?? null,
  };
}

/** Tells of each request once, whichever way it goes. */
export interface RequestReport {
  /** Notes which operation is asked for. */
  asked(request: RequestHead, operation: AskedOperation): void;
  /** Notes that it has come as far as being executed. */
  ran(request: RequestHead): void;
  /** Notes what went wrong so far. */
  failed(request: RequestHead, errors: readonly unknown[]): void;
  /** Reports it once, after its last part has gone. */
  answered(request: RequestHead, status: number): void;
  /** Reports a request that ended with an unforeseen error, unless its client has left; never throws. */
  crashed(request: RequestHead, cause: unknown): void;
}

export function createRequestReport(options: RequestReportOptions): RequestReport {
  const { ledger, clock, observer, callerOf, faults } = options;

  function failed(request: RequestHead, errors: readonly unknown[]): void {
    const entry = ledger.of(request);
    entry.codes = countCodes(errors);
    entry.fault = errors.map(faults.of).find(fault => fault !== null) ?? null;
  }

  function report(entry: LedgerEntry, request: RequestHead, status: number): void {
    if (entry.reported) return;
    const caller = harmless(callerOf(request)?.name ?? null);
    const told = requestOf(entry, request, { status, caller, milliseconds: clock() - entry.startedAt });
    entry.reported = true;
    observer.request(told);
  }

  function answered(request: RequestHead, status: number): void {
    const entry = ledger.of(request);
    if (entry.lastPart) void entry.lastPart.then(() => report(entry, request, status));
    else report(entry, request, status);
  }

  return {
    failed,
    answered,
    asked(request, { operationName, operationType }) {
      const entry = ledger.of(request);
      entry.operationName = operationName;
      entry.operationType = operationType;
    },
    ran(request) {
      ledger.of(request).ran = true;
    },
    crashed(request, cause) {
      try {
        const entry = ledger.of(request);
        if (!entry.hasLeft()) failed(request, [faults.coded(cause)]);
        report(entry, request, 500);
      } catch (error) {
        observer.fault(stackOf(error));
      }
    },
  };
}

function requestOf(
  entry: LedgerEntry,
  { headers }: RequestHead,
  { status, milliseconds, caller }: Pick<ClientRequest, 'status' | 'milliseconds' | 'caller'>,
): ClientRequest {
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
    milliseconds,
    caller,
  };
}

/** By Apollo's header, or else by the one that Hive and others read. */
const clientSays = (headers: RequestHead['headers'], what: 'name' | 'version'): string | null =>
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

/** Short, of characters that no reader of logs takes for its own, and without what may be a phone number. */
const harmless = (text: string | null): string | null =>
  text
    ?.slice(0, 64)
    .replace(/[^\w .@/+:-]/g, '?')
    .replace(/\d(?:[ ._+-]?\d){6,}/g, '#') || null;
