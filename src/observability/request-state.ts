import { clientDisconnectOf, type RequestHead } from '../async/client-disconnect.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { Caller } from '../domain/caller.ts';
import type { SourceEvent } from '../domain/source-event.ts';
import type { Attempt } from '../upstream/attempt.ts';
import type { ClientRequest, ObservedAttempt } from './observer.ts';

/** The state of one client request: created once by the entry that receives it, and passed on from there. */
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
  /** Whether the response reports what the request cost. */
  explain: boolean;
  executed: boolean;
  codes: ReadonlyMap<string, number>;
  fault: string | null;
  readonly attempts: ObservedAttempt[];
  readonly sourceEvents: SourceEvent[];
  reported: boolean;
  /** Resolves when no part of an incremental response is pending; null for any other response. */
  lastPart: Promise<void> | null;
  /** Resolves `lastPart`. */
  ended: () => void;
}

/** The operation as logs and metrics name it. */
export type OperationSummary = Pick<ClientRequest, 'operationName' | 'operationType'>;

/** The scope of a single client request; a scope that several requests share has no state. */
export interface StatefulScope extends RequestScope {
  readonly state: RequestState;
}

export interface DisposableScope extends RequestScope {
  /** Releases the timer and listener of the scope. */
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
  codes: noCodes,
  fault: null,
  attempts: [],
  sourceEvents: [],
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

/** Adds an attempt to the request it was made for, and marks it abandoned if that client has disconnected. */
export function recordAttempt(state: RequestState | null, attempt: Attempt): ObservedAttempt {
  const abandoned = attempt.code !== null && state !== null && isDisconnected(state);
  const recorded = observed(attempt, abandoned);
  state?.attempts.push(recorded);
  return recorded;
}

/** Copies by name, because a spread is slow and this runs for each attempt. */
const observed = (attempt: Attempt, abandoned: boolean): ObservedAttempt => ({
  source: attempt.source,
  route: attempt.route,
  number: attempt.number,
  requestId: attempt.requestId,
  milliseconds: attempt.milliseconds,
  code: attempt.code,
  status: attempt.status,
  bytes: attempt.bytes,
  rejectedBy: attempt.rejectedBy,
  abandoned,
});
