import { createEnding, type OwnEnding } from '../domain/ending.ts';
import type { RequestScope } from '../domain/request-scope.ts';

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
  readonly passengers: Set<RequestScope>;
  readonly ends: OwnEnding;
  readonly result: Promise<unknown>;
}

/** Fails only when everyone who waits has had enough. */
function receiveForAll(passengers: ReadonlySet<RequestScope>, bytes: number): void {
  const failures = [...passengers].map(passenger => {
    try {
      passenger.receive(bytes);
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

/** What is under way at this moment, by what it asks for; nothing is kept once it has landed. */
export function createFlights(failureOfLeaving: (reason: unknown) => Error): Flights {
  const gates = new Map<string, Gate>();

  function depart(key: string, leader: RequestScope, fly: (shared: SharedScope) => Promise<unknown>): Flight {
    const passengers = new Set([leader]);
    const ends = createEnding();
    const shared: SharedScope = {
      leader: isShared(leader) ? leader.leader : leader,
      id: leader.id,
      headers: leader.headers,
      ending: () => ends,
      receive: bytes => receiveForAll(passengers, bytes),
      remaining: () => Math.max(0, ...[...passengers].map(scope => scope.remaining())),
    };
    const flight = { passengers, ends, result: fly(shared) };
    const gate: Gate = { flight };
    function land(): void {
      gate.flight = null;
      if (gates.get(key) === gate) gates.delete(key);
    }
    gates.set(key, gate);
    // Because nobody may board what everybody has left.
    ends.listen(land);
    flight.result.then(land, land);
    return flight;
  }

  function board({ passengers, ends, result }: Flight, scope: RequestScope): Promise<unknown> {
    const ending = scope.ending();
    passengers.add(scope);
    return new Promise((resolve, reject) => {
      function leave(reason: Error): void {
        passengers.delete(scope);
        if (passengers.size === 0) ends.end(reason);
        reject(failureOfLeaving(reason));
      }
      const arrive =
        <T>(settle: (outcome: T) => void) =>
        (outcome: T) => {
          passengers.delete(scope);
          ending.unlisten(leave);
          settle(outcome);
        };
      ending.listen(leave);
      result.then(arrive(resolve), arrive(reject));
    });
  }

  return {
    join<T>(key: string, scope: RequestScope, fly: (shared: SharedScope) => Promise<T>): Joined<T> {
      // Because nobody would ever tell what starts here that its client has left.
      const { over } = scope.ending();
      if (over) return { result: Promise.reject(failureOfLeaving(over)), coalesced: false };
      const underWay = gates.get(key)?.flight;
      const result = board(underWay ?? depart(key, scope, fly), scope);
      return { result: result as Promise<T>, coalesced: Boolean(underWay) };
    },
  };
}
