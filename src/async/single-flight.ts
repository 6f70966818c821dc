import { type CancellationSource, createCancellation } from './cancellation.ts';
import type { Refund, RequestScope } from './request-scope.ts';

/** A request in a trace, to which the requests that share its response link. */
export interface TracedRequest {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Scope of one shared request, on behalf of all its waiters. */
export interface SharedRequestScope extends RequestScope {
  /** The scope of the first caller, which the request is counted for. */
  readonly leader: RequestScope;
  /** Calls the listener with the caller of each waiter, now and when one joins. A later listener replaces it. */
  onCaller(listener: CallerListener): void;
  /** Requests to sources that the call has started; null as long as no trace records any. */
  traced: TracedRequest[] | null;
}

/** A pending call that a caller has joined. */
export interface JoinedCall {
  readonly scope: Pick<SharedRequestScope, 'traced'>;
  /** The result for that caller. */
  readonly result: Promise<unknown>;
}

export type CallerListener = (caller: string) => void;

/** Tells the callers behind a scope, which are several if it is shared. */
export function tellCallers(scope: RequestScope, listener: CallerListener): void {
  if (isShared(scope)) scope.onCaller(listener);
  else listener(scope.caller());
}

export interface SingleFlight {
  /**
   * Calls `start`, or joins the pending call of the same key. A caller stops waiting when its own scope is cancelled;
   * the call is cancelled with its last waiter. The latest deadline of all waiters counts.
   */
  run<T>(
    key: string,
    scope: RequestScope,
    start: (shared: SharedRequestScope) => Promise<T>,
  ): SingleFlightResult<T>;
}

export interface SingleFlightResult<T> {
  readonly result: Promise<T>;
  /** The call that was already pending; null if the caller has started one. */
  readonly joined: JoinedCall | null;
}

interface Call {
  readonly scope: SharedRequestScope;
  readonly waiters: Waiter[];
  readonly cancellation: CancellationSource;
  onJoin: CallerListener | null;
}

interface Waiter {
  readonly scope: RequestScope;
  readonly cancel: (reason: Error) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (failure: unknown) => void;
}

/** Throws only if every waiter has exceeded its byte budget. */
function receiveForAll(waiters: readonly Waiter[], bytes: number): void {
  const failures = waiters.map(({ scope }) => {
    try {
      scope.receive(bytes);
      return null;
    } catch (failure) {
      return failure;
    }
  });
  if (failures.length > 0 && failures.every(failure => failure !== null)) throw failures[0];
}

/** Charges the first waiter that may pay; rejects if none may. */
async function chargeAny(waiters: readonly Waiter[]): Promise<Refund> {
  let failure: unknown;
  for (const { scope } of [...waiters]) {
    try {
      if (scope.charge) return await scope.charge();
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

export const isShared = (scope: RequestScope): scope is SharedRequestScope => 'leader' in scope;

/** The scope that a request is counted for. */
export const leaderOf = (scope: RequestScope): RequestScope => (isShared(scope) ? scope.leader : scope);

/** Holder of a pending call, cleared once that settles, because a long-lived Map keeps deleted values (@v8 4). */
interface Slot {
  call: Call | null;
}

/**
 * Single-flight: concurrent callers of one key share one call. A settled call leaves nothing behind. See
 * docs/decisions/0005-single-flight.md.
 */
export function createSingleFlight(cancellationError: (reason: unknown) => Error): SingleFlight {
  const slots = new Map<string, Slot>();

  function createCall(leader: RequestScope): Call {
    const waiters: Waiter[] = [];
    const cancellation = createCancellation();
    const scope: SharedRequestScope = {
      leader: leaderOf(leader),
      id: leader.id,
      caller: () => leader.caller(),
      headers: leader.headers,
      isBackground: leader.isBackground,
      cancellation: () => cancellation,
      receive: bytes => receiveForAll(waiters, bytes),
      charge: leader.charge && (() => chargeAny(waiters)),
      giveUp(source) {
        for (const { scope } of waiters) scope.giveUp(source);
      },
      hasGivenUp: source => waiters.every(({ scope }) => scope.hasGivenUp(source)),
      attemptFailed(failure) {
        for (const { scope } of [...waiters]) scope.attemptFailed?.(failure);
      },
      remaining: () => Math.max(0, ...waiters.map(({ scope }) => scope.remaining())),
      onCaller(listener) {
        call.onJoin = listener;
        for (const { scope } of waiters) tellCallers(scope, listener);
      },
      traced: null,
    };
    const call: Call = { scope, waiters, cancellation, onJoin: null };
    return call;
  }

  function addWaiter(call: Call, scope: RequestScope): Promise<unknown> {
    const { waiters, cancellation } = call;
    return new Promise((resolve, reject) => {
      function cancel(reason: Error): void {
        waiters.splice(waiters.indexOf(waiter), 1);
        if (waiters.length === 0) cancellation.cancel(reason);
        reject(cancellationError(reason));
      }
      const waiter = { scope, cancel, resolve, reject };
      waiters.push(waiter);
      scope.cancellation().onCancel(cancel);
      if (call.onJoin) tellCallers(scope, call.onJoin);
    });
  }

  function startCall(key: string, call: Call, start: (shared: SharedRequestScope) => Promise<unknown>): void {
    const { waiters, cancellation, scope } = call;
    const result = start(scope);
    const slot: Slot = { call };
    function close(): void {
      slot.call = null;
      if (slots.get(key) === slot) slots.delete(key);
    }
    function settle(deliver: (waiter: Waiter) => void): void {
      close();
      for (const waiter of waiters) {
        waiter.scope.cancellation().offCancel(waiter.cancel);
        deliver(waiter);
      }
    }
    slots.set(key, slot);
    // A cancelled call accepts no further waiters.
    cancellation.onCancel(close);
    result.then(
      result => settle(({ resolve }) => resolve(result)),
      failure => settle(({ reject }) => reject(failure)),
    );
  }

  return {
    run<T>(
      key: string,
      scope: RequestScope,
      start: (shared: SharedRequestScope) => Promise<T>,
    ): SingleFlightResult<T> {
      // A cancelled caller starts no call, because nothing would cancel that call later.
      const { reason } = scope.cancellation();
      if (reason) return { result: Promise.reject(cancellationError(reason)), joined: null };
      const pending = slots.get(key)?.call;
      const call = pending ?? createCall(scope);
      // The waiter joins before the call starts, because `start` reads the remaining time of all waiters.
      const result = addWaiter(call, scope) as Promise<T>;
      if (!pending) startCall(key, call, start);
      return { result, joined: pending ? { scope: call.scope, result } : null };
    },
  };
}
