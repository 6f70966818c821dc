import type { CallIndexNotice } from '../domain/call-index.ts';
import type { RedisFailure } from '../domain/redis-failure.ts';
import type { SourceEvent } from '../domain/source-event.ts';
import type { SourceName } from '../domain/source-name.ts';
import { stackOf } from '../errors/internal-error.ts';
import type { Attempt } from '../upstream/attempt.ts';
import type { TraceContext } from './tracing/trace-context.ts';

/** Outcomes: executed without errors, with errors, rejected, answered without a query, client disconnected. */
export const outcomes = ['ok', 'errors', 'refused', 'other', 'left'] as const;

export type Outcome = (typeof outcomes)[number];

/** Summary of a client request for logs and metrics; contains no data of calls. */
export interface ClientRequest {
  readonly requestId: string;
  /** Sanitized name; null for an anonymous operation, or if no document was parsed. */
  readonly operationName: string | null;
  readonly operationType: 'query' | 'mutation' | 'subscription' | null;
  readonly outcome: Outcome;
  readonly status: number;
  readonly codes: ReadonlyMap<string, number>;
  readonly milliseconds: number;
  /** Number of upstream attempts, including retries. */
  readonly upstreamRequests: number;
  readonly retries: number;
  /** Number of lists that the index answered. */
  readonly indexReads: number;
  /** `anonymous` without credentials; null if the request was not admitted. */
  readonly caller: string | null;
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  /** Class and stack of an unexpected error; null if there was none. */
  readonly fault: string | null;
  /** Null without a trace. */
  readonly trace: TraceContext | null;
}

export interface ObservedAttempt extends Attempt {
  readonly abandoned: boolean;
  /** Place of the client request in its trace; null without a trace, and for background requests. */
  readonly trace: TraceContext | null;
}

/** A request to the index for a list or for statistics. */
export interface ObservedIndexRead {
  readonly kind: 'LIST' | 'STATISTICS';
  readonly milliseconds: number;
  /** `ok`, `abandoned` by the client, or the code of the failure. */
  readonly outcome: string;
}

/** Reasons to reject a request before it is read: its head, a timeout, its URL, a remote client, a foreign page, or a path for operators. */
export const clientErrorReasons = [
  'malformed',
  'oversized',
  'late',
  'address',
  'remote',
  'cross-site',
  'operator',
] as const;

/** Rejection of a request before it is read; holds no request data. */
export interface ClientError {
  readonly status: number;
  readonly reason: (typeof clientErrorReasons)[number];
}

/** Reasons to close a connection: its client did not read, it made room for a new one, or it had no place. */
export const closeReasons = ['unread', 'idle', 'full'] as const;

/** Spans cannot be exported, are dropped because the collector is too slow, or are exported again. */
export type TraceExportEvent = 'failing' | 'dropping' | 'working';

/** Callbacks for events of a gateway, called afterwards. They may throw: see `combineObservers`. */
export interface GatewayObserver {
  request(request: ClientRequest): void;
  clientError(request: ClientError): void;
  /** A connection that the server closed to keep its bounds. */
  connectionClosed(reason: (typeof closeReasons)[number]): void;
  attempt(attempt: ObservedAttempt): void;
  sourceEvent(event: SourceEvent): void;
  redis(event: 'lost' | 'back'): void;
  /** A Redis command that failed, by its error reply, while the connection works. */
  redisFailure(failure: RedisFailure): void;
  drift(source: SourceName, field: string): void;
  index(notice: CallIndexNotice): void;
  indexRead(read: ObservedIndexRead): void;
  /** Only with the SDK that `switchboard/otel` starts. */
  traceExport(event: TraceExportEvent): void;
  /** An unexpected error that is in no request summary; `stack` begins with the class of the error. */
  unexpectedError(stack: string): void;
}

/**
 * Combines observers into a single observer. An observer that throws stops neither the others nor the request. Its
 * first error is reported to the others as an unexpected error.
 */
export function combineObservers(observers: readonly GatewayObserver[]): GatewayObserver {
  const broken = new Set<GatewayObserver>();

  function report(observer: GatewayObserver, error: unknown): void {
    if (broken.has(observer)) return;
    broken.add(observer);
    notifyAll(other => other.unexpectedError(stackOf(error)));
  }

  function notifyAll(call: (observer: GatewayObserver) => void): void {
    for (const observer of observers) {
      try {
        call(observer);
      } catch (error) {
        report(observer, error);
      }
    }
  }

  return {
    request: request => notifyAll(observer => observer.request(request)),
    clientError: request => notifyAll(observer => observer.clientError(request)),
    connectionClosed: reason => notifyAll(observer => observer.connectionClosed(reason)),
    attempt: attempt => notifyAll(observer => observer.attempt(attempt)),
    sourceEvent: event => notifyAll(observer => observer.sourceEvent(event)),
    redis: event => notifyAll(observer => observer.redis(event)),
    redisFailure: failure => notifyAll(observer => observer.redisFailure(failure)),
    index: notice => notifyAll(observer => observer.index(notice)),
    indexRead: read => notifyAll(observer => observer.indexRead(read)),
    traceExport: event => notifyAll(observer => observer.traceExport(event)),
    drift: (source, field) => notifyAll(observer => observer.drift(source, field)),
    unexpectedError: stack => notifyAll(observer => observer.unexpectedError(stack)),
  };
}
