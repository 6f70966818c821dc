import { createEnding, type OwnEnding } from './cancellation.ts';
import type { RequestScope } from './request-scope.ts';

/** On behalf of everyone who waits for one request. */
export interface SharedScope extends RequestScope {
  /** The one who asked first, and whom the request is counted for. */
  readonly leader: RequestScope;
}

export interface Flights {
  /**
   * Starts what is asked for, or joins whoever asked for the same and has no answer yet. A passenger leaves when its
   * own scope ends; the flight goes on for the others, as long as the most patient of them waits.
   */
  join<T>(key: string, scope: RequestScope, fly: (shared: SharedScope) => Promise<T>): Joined<T>;
}

export interface Joined<T> {
  readonly result: Promise<T>;
  /** Whether it was under way already. */
  readonly coalesced: boolean;
}

interface Flight {
  readonly shared: SharedScope;
  readonly passengers: Passenger[];
  readonly ends: OwnEnding;
}

/** Who waits for a flight, and is told by a promise how it ends. */
interface Passenger {
  readonly scope: RequestScope;
  readonly leave: (reason: Error) => void;
  readonly arrive: (result: unknown) => void;
  readonly fail: (failure: unknown) => void;
}

/** Fails only when everyone who waits has had enough. */
function receiveForAll(passengers: readonly Passenger[], bytes: number): void {
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

const isShared = (scope: RequestScope): scope is SharedScope => 'leader' in scope;

/** Holds a flight until it lands: of what was deleted, a Map that lives long keeps much until the next full collection. */
interface Gate {
  flight: Flight | null;
}

/**
 * Single-flight: runs one request for all who ask for the same key meanwhile, and keeps nothing once it has settled. See
 * docs/decisions/0005-single-flight.md.
 */
export function createFlights(failureOfLeaving: (reason: unknown) => Error): Flights {
  const gates = new Map<string, Gate>();

  function open(leader: RequestScope): Flight {
    const passengers: Passenger[] = [];
    const ends = createEnding();
    const shared: SharedScope = {
      leader: isShared(leader) ? leader.leader : leader,
      id: leader.id,
      headers: leader.headers,
      ending: () => ends,
      receive: bytes => receiveForAll(passengers, bytes),
      attemptFailed(failure) {
        for (const { scope } of [...passengers]) scope.attemptFailed?.(failure);
      },
      remaining: () => Math.max(0, ...passengers.map(({ scope }) => scope.remaining())),
    };
    return { shared, passengers, ends };
  }

  function board({ passengers, ends }: Flight, scope: RequestScope): Promise<unknown> {
    return new Promise((arrive, fail) => {
      function leave(reason: Error): void {
        passengers.splice(passengers.indexOf(passenger), 1);
        if (passengers.length === 0) ends.end(reason);
        fail(failureOfLeaving(reason));
      }
      const passenger = { scope, leave, arrive, fail };
      passengers.push(passenger);
      scope.ending().listen(leave);
    });
  }

  function depart(key: string, flight: Flight, fly: (shared: SharedScope) => Promise<unknown>): void {
    const { passengers, ends, shared } = flight;
    const result = fly(shared);
    const gate: Gate = { flight };
    function close(): void {
      gate.flight = null;
      if (gates.get(key) === gate) gates.delete(key);
    }
    function land(settle: (passenger: Passenger) => void): void {
      close();
      for (const passenger of passengers) {
        passenger.scope.ending().unlisten(passenger.leave);
        settle(passenger);
      }
    }
    gates.set(key, gate);
    // Because nobody may board what everybody has left.
    ends.listen(close);
    result.then(
      result => land(({ arrive }) => arrive(result)),
      failure => land(({ fail }) => fail(failure)),
    );
  }

  return {
    join<T>(key: string, scope: RequestScope, fly: (shared: SharedScope) => Promise<T>): Joined<T> {
      // Because nobody would ever tell what starts here that its client has left.
      const { over } = scope.ending();
      if (over) return { result: Promise.reject(failureOfLeaving(over)), coalesced: false };
      const underWay = gates.get(key)?.flight;
      const flight = underWay ?? open(scope);
      // Before it departs, because whose time it has is asked at once.
      const result = board(flight, scope);
      if (!underWay) depart(key, flight, fly);
      return { result: result as Promise<T>, coalesced: Boolean(underWay) };
    },
  };
}
