import type { Span } from '@opentelemetry/api';
import { clientDisconnectOf, type RequestHead } from '../async/client-disconnect.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { Caller } from '../domain/caller.ts';
import type { SourceEvent } from '../domain/source-event.ts';
import type { Attempt } from '../upstream/attempt.ts';
import type { ClientRequest, ObservedAttempt } from './observer.ts';
import type { TraceContext } from './tracing/trace-context.ts';

/** State of a client request, created by the fast path or by Yoga and passed on from there. */
export interface RequestState {
  readonly id: string;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  readonly head: RequestHead;
  /** Null until the request is admitted. */
  caller: Caller | null;
  operation: OperationSummary;
  /** Null until execution is prepared. */
  scope: DisposableScope | null;
  explain: boolean;
  executed: boolean;
  fromResponseCache: boolean;
  codes: ReadonlyMap<string, number>;
  fault: string | null;
  readonly attempts: ObservedAttempt[];
  readonly sourceEvents: SourceEvent[];
  readonly indexReads: IndexRead[];
  /** Null without a trace. */
  trace: TraceContext | null;
  /** Null without an SDK of OpenTelemetry. */
  span: Span | null;
  reported: boolean;
  /** Resolves when no part of an incremental response is pending; null for any other response. */
  lastPart: Promise<void> | null;
  ended: () => void;
}

/** An answer of the index, which costs no upstream request. */
export interface IndexRead {
  readonly kind: 'LIST' | 'STATISTICS';
  readonly milliseconds: number;
}

export type OperationSummary = Pick<ClientRequest, 'operationName' | 'operationType'>;

/** The scope of a single client request; a scope that several requests share has no state. */
export interface StatefulScope extends RequestScope {
  readonly state: RequestState;
}

export interface DisposableScope extends RequestScope {
  close(): void;
}

const unknownOperation: OperationSummary = { operationName: null, operationType: null };
const noCodes: ReadonlyMap<string, number> = new Map();

export const createRequestState = (head: RequestHead, id: string, startedAt: number): RequestState => ({
  id,
  startedAt,
  head,
  caller: null,
  operation: unknownOperation,
  scope: null,
  explain: false,
  executed: false,
  fromResponseCache: false,
  codes: noCodes,
  fault: null,
  attempts: [],
  sourceEvents: [],
  indexReads: [],
  trace: null,
  span: null,
  reported: false,
  lastPart: null,
  ended: () => {},
});

/** The state of the request that a scope belongs to; null for a shared scope. */
export const requestStateOf = (scope: RequestScope): RequestState | null =>
  'state' in scope ? (scope as StatefulScope).state : null;

export const isDisconnected = ({ head }: RequestState): boolean => clientDisconnectOf(head).disconnected();

/** Releases what the execution of a request holds; called after the last part of its response. */
export function endExecution(state: RequestState): void {
  state.scope?.close();
  state.ended();
}

/** Adds an attempt to its request, and marks a failed attempt as abandoned if the client has disconnected. */
export function recordAttempt(state: RequestState | null, attempt: Attempt): ObservedAttempt {
  const abandoned = attempt.code !== null && state !== null && isDisconnected(state);
  const recorded = observed(attempt, abandoned, state?.trace ?? null);
  state?.attempts.push(recorded);
  return recorded;
}

/** Explicit fields instead of a spread (@v8 1). */
const observed = (attempt: Attempt, abandoned: boolean, trace: TraceContext | null): ObservedAttempt => ({
  source: attempt.source,
  route: attempt.route,
  number: attempt.number,
  requestId: attempt.requestId,
  isBackground: attempt.isBackground,
  milliseconds: attempt.milliseconds,
  queuedMs: attempt.queuedMs,
  code: attempt.code,
  status: attempt.status,
  reason: attempt.reason,
  tlsCode: attempt.tlsCode,
  bytes: attempt.bytes,
  rejectedBy: attempt.rejectedBy,
  abandoned,
  trace,
});
