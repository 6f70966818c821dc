import type { SourceEvent } from '../domain/source-event.ts';
import type { SourceName } from '../domain/source-name.ts';
import { stackOf } from '../errors/internal-error.ts';
import type { Attempt } from '../upstream/attempt.ts';

/** How a client request ended: run without errors, run with some, not run, an answer that needs no query, left. */
export const outcomes = ['ok', 'errors', 'refused', 'other', 'left'] as const;

export type Outcome = (typeof outcomes)[number];

/** One client request as logs and metrics see it: nothing in it tells of a call. */
export interface ClientRequest {
  readonly requestId: string;
  /** As its client named it, made harmless; null when it has no name, or was refused before it was read. */
  readonly operationName: string | null;
  readonly operationType: 'query' | 'mutation' | 'subscription' | null;
  readonly outcome: Outcome;
  readonly status: number;
  /** How many errors of each code the answer has. */
  readonly codes: ReadonlyMap<string, number>;
  readonly milliseconds: number;
  /** Attempts at upstream requests that were made for it. */
  readonly upstreamRequests: number;
  /** How many of these were not the first. */
  readonly retries: number;
  /** Null where nobody has to say who they are, or did not. */
  readonly caller: string | null;
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  /** Where in our code an unforeseen error arose; null when there was none. */
  readonly fault: string | null;
}

/** An attempt, and whether it ended because its client had left. */
export interface ObservedAttempt extends Attempt {
  readonly abandoned: boolean;
}

/** Why a request was refused before anything of it was read: its head, its time, its address, or where it came from. */
export const clientErrorReasons = ['malformed', 'oversized', 'late', 'address', 'remote'] as const;

/** Of such a request nothing is known that may be told. */
export interface ClientError {
  readonly status: number;
  readonly reason: (typeof clientErrorReasons)[number];
}

/** Callbacks for events of a gateway, after the fact. Errors they throw are told to the others as a `fault`. */
export interface GatewayObserver {
  request(request: ClientRequest): void;
  clientError(request: ClientError): void;
  attempt(attempt: ObservedAttempt): void;
  /** Something spared or delayed an upstream request. */
  sourceEvent(notice: SourceEvent): void;
  /** The shared Redis was lost, or is back. */
  redis(event: 'lost' | 'back'): void;
  /** A field of a source was not what its contract says. */
  drift(source: SourceName, field: string): void;
  /** An unforeseen error arose outside the report of a request: its class and stack. */
  unexpectedError(stack: string): void;
}

/**
 * Combines observers into a single observer. An observer that throws stops neither the others nor the request; the
 * others get its first error as a fault.
 */
export function combineObservers(observers: readonly GatewayObserver[]): GatewayObserver {
  const broken = new Set<GatewayObserver>();

  function report(observer: GatewayObserver, error: unknown): void {
    if (broken.has(observer)) return;
    broken.add(observer);
    toEach(other => other.unexpectedError(stackOf(error)));
  }

  function toEach(call: (observer: GatewayObserver) => void): void {
    for (const observer of observers) {
      try {
        call(observer);
      } catch (error) {
        report(observer, error);
      }
    }
  }

  return {
    request: request => toEach(observer => observer.request(request)),
    clientError: request => toEach(observer => observer.clientError(request)),
    attempt: attempt => toEach(observer => observer.attempt(attempt)),
    sourceEvent: notice => toEach(observer => observer.sourceEvent(notice)),
    redis: event => toEach(observer => observer.redis(event)),
    drift: (source, field) => toEach(observer => observer.drift(source, field)),
    unexpectedError: stack => toEach(observer => observer.unexpectedError(stack)),
  };
}
