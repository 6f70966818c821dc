import { leavingOf, type RequestHead } from '../domain/request-head.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import { createSlot } from '../domain/slot.ts';
import type { Attempt } from '../upstream/observer.ts';
import type { ClientRequest, ObservedAttempt } from './observer.ts';

/** What is known so far of a client request that is under way. */
export interface LedgerEntry {
  readonly id: string;
  readonly startedAt: number;
  /** Whether its client has left. */
  hasLeft(): boolean;
  operationName: string | null;
  operationType: ClientRequest['operationType'];
  /** Whether it came as far as being executed. */
  ran: boolean;
  codes: ReadonlyMap<string, number>;
  fault: string | null;
  upstreamRequests: number;
  retries: number;
  reported: boolean;
  /** Ends when nothing of an answer in parts is under way any more; null for any other. */
  lastPart: Promise<void> | null;
  /** Ends that. */
  ended: () => void;
}

export interface RequestLedger {
  /** The entry of a request, opened when first asked for. */
  of(request: RequestHead): LedgerEntry;
  /** Says that this is the same request as one that has an entry already. */
  continue(request: RequestHead, begun: RequestHead): void;
  /** Says on whose behalf a scope is, so that what it costs is counted there. */
  join(request: RequestHead, scope: RequestScope): void;
  count(attempt: Attempt, scope: RequestScope): ObservedAttempt;
}

export interface LedgerOptions {
  readonly idOf: (request: RequestHead) => string;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Keeps an entry by the request itself, because a client may give two requests one id. */
export function createRequestLedger({ idOf, clock }: LedgerOptions): RequestLedger {
  const byRequest = createSlot<RequestHead, LedgerEntry>('entry');
  const byScope = createSlot<RequestScope, LedgerEntry>('entry');

  function entryOf(request: RequestHead): LedgerEntry {
    const known = byRequest.of(request);
    if (known) return known;
    const entry = blank(request, idOf(request), clock());
    byRequest.put(request, entry);
    return entry;
  }

  return {
    of: entryOf,
    continue: (request, begun) => byRequest.put(request, entryOf(begun)),
    join: (request, scope) => byScope.put(scope, entryOf(request)),
    count(attempt, scope) {
      const entry = byScope.of(scope);
      if (entry && attempt.refused === null) {
        entry.upstreamRequests += 1;
        if (attempt.number > 1) entry.retries += 1;
      }
      return observed(attempt, attempt.code !== null && (entry?.hasLeft() ?? false));
    },
  };
}

/** Name by name, because a spread is dear, and this is made for each attempt. */
const observed = (attempt: Attempt, abandoned: boolean): ObservedAttempt => ({
  source: attempt.source,
  route: attempt.route,
  number: attempt.number,
  requestId: attempt.requestId,
  milliseconds: attempt.milliseconds,
  code: attempt.code,
  status: attempt.status,
  bytes: attempt.bytes,
  refused: attempt.refused,
  abandoned,
});

const none: ReadonlyMap<string, number> = new Map();

const blank = (request: RequestHead, id: string, startedAt: number): LedgerEntry => ({
  id,
  startedAt,
  hasLeft: () => leavingOf(request).hasLeft(),
  operationName: null,
  operationType: null,
  ran: false,
  codes: none,
  fault: null,
  upstreamRequests: 0,
  retries: 0,
  reported: false,
  lastPart: null,
  ended: () => {},
});
