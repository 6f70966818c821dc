import type { Notice } from '../domain/notice.ts';
import type { SourceName } from '../domain/source-name.ts';
import type { Attempt } from '../upstream/observer.ts';

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
export const unreadReasons = ['malformed', 'oversized', 'late', 'address', 'far'] as const;

/** Of such a request nothing is known that may be told. */
export interface UnreadRequest {
  readonly status: number;
  readonly reason: (typeof unreadReasons)[number];
}

/** Is told what happens in a gateway, after the fact; must not throw. */
export interface GatewayObserver {
  request(request: ClientRequest): void;
  unread(request: UnreadRequest): void;
  attempt(attempt: ObservedAttempt): void;
  /** Something spared or delayed an upstream request. */
  notice(notice: Notice): void;
  /** The shared Redis was lost, or is back. */
  redis(event: 'lost' | 'back'): void;
  /** A field of a source was not what its contract says. */
  drift(source: SourceName, field: string): void;
}

/** Tells each of them. */
export const toAll = (observers: readonly GatewayObserver[]): GatewayObserver => ({
  request: request => observers.forEach(observer => void observer.request(request)),
  unread: request => observers.forEach(observer => void observer.unread(request)),
  attempt: attempt => observers.forEach(observer => void observer.attempt(attempt)),
  notice: notice => observers.forEach(observer => void observer.notice(notice)),
  redis: event => observers.forEach(observer => void observer.redis(event)),
  drift: (source, field) => observers.forEach(observer => void observer.drift(source, field)),
});
