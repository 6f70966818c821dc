import { type CancellationSource, createCancellation } from './cancellation.ts';
import type { RequestScope } from './request-scope.ts';

/** On behalf of everyone who waits for one request. */
export interface SharedRequestScope extends RequestScope {
  /** The one who asked first, and whom the request is counted for. */
  readonly leader: RequestScope;
}

export interface SingleFlight {
  /**
   * Starts what is asked for, or joins whoever asked for the same and has no answer yet. A passenger leaves when its
   * own scope ends; the flight goes on for the others, as long as the most patient of them waits.
   */
  run<T>(
    key: string,
    scope: RequestScope,
    start: (shared: SharedRequestScope) => Promise<T>,
  ): SingleFlightResult<T>;
}

export interface SingleFlightResult<T> {
  readonly result: Promise<T>;
  /** Whether it was under way already. */
  readonly shared: boolean;
}

interface Call {
  readonly scope: SharedRequestScope;
  readonly waiters: Waiter[];
  readonly cancellation: CancellationSource;
}

/** Who waits for a flight, and is told by a promise how it ends. */
interface Waiter {
  readonly scope: RequestScope;
  readonly leave: (reason: Error) => void;
  readonly arrive: (result: unknown) => void;
  readonly fail: (failure: unknown) => void;
}

/** Fails only when everyone who waits has had enough. */
function receiveForAll(passengers: readonly Waiter[], bytes: number): void {
  const failures = passengers.map(({ scope }) => {
    try {
      scope.receive(bytes);
      return null;
    } catch (failure) {
      return failure;
    }
  });
  if (failures.length > 0 && failures.every(failure => failure !== null)) throw failures[0];
}

const isShared = (scope: RequestScope): scope is SharedRequestScope => 'leader' in scope;

/** Holds a flight until it lands: of what was deleted, a Map that lives long keeps much until the next full collection. */
interface Slot {
  call: Call | null;
}

/**
 * Single-flight: runs one request for all who ask for the same key meanwhile, and keeps nothing once it has settled. See
 * docs/decisions/0005-single-flight.md.
 */
export function createSingleFlight(failureOfLeaving: (reason: unknown) => Error): SingleFlight {
  const slots = new Map<string, Slot>();

  function open(leader: RequestScope): Call {
    const passengers: Waiter[] = [];
    const cancellation = createCancellation();
    const shared: SharedRequestScope = {
      leader: isShared(leader) ? leader.leader : leader,
      id: leader.id,
      headers: leader.headers,
      cancellation: () => cancellation,
      receive: bytes => receiveForAll(passengers, bytes),
      attemptFailed(failure) {
        for (const { scope } of [...passengers]) scope.attemptFailed?.(failure);
      },
      remaining: () => Math.max(0, ...passengers.map(({ scope }) => scope.remaining())),
    };
    return { scope: shared, waiters: passengers, cancellation };
  }

  function addWaiter({ waiters, cancellation }: Call, scope: RequestScope): Promise<unknown> {
    return new Promise((arrive, fail) => {
      function leave(reason: Error): void {
        waiters.splice(waiters.indexOf(waiter), 1);
        if (waiters.length === 0) cancellation.cancel(reason);
        fail(failureOfLeaving(reason));
      }
      const waiter = { scope, leave, arrive, fail };
      waiters.push(waiter);
      scope.cancellation().onCancel(leave);
    });
  }

  function launch(key: string, call: Call, start: (shared: SharedRequestScope) => Promise<unknown>): void {
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
        waiter.scope.cancellation().offCancel(waiter.leave);
        deliver(waiter);
      }
    }
    slots.set(key, slot);
    // A call that every waiter has left accepts no further ones.
    cancellation.onCancel(close);
    result.then(
      result => settle(({ arrive }) => arrive(result)),
      failure => settle(({ fail }) => fail(failure)),
    );
  }

  return {
    run<T>(
      key: string,
      scope: RequestScope,
      start: (shared: SharedRequestScope) => Promise<T>,
    ): SingleFlightResult<T> {
      // A call started here would never be cancelled, because its client has left already.
      const { reason } = scope.cancellation();
      if (reason) return { result: Promise.reject(failureOfLeaving(reason)), shared: false };
      const pending = slots.get(key)?.call;
      const call = pending ?? open(scope);
      // Added before the call starts, because `start` reads the remaining time of its waiters.
      const result = addWaiter(call, scope);
      if (!pending) launch(key, call, start);
      return { result: result as Promise<T>, shared: Boolean(pending) };
    },
  };
}
