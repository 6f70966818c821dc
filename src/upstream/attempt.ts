import type { RequestScope } from '../async/request-scope.ts';
import type { SharedRequestScope } from '../async/single-flight.ts';
import { type CallErrorCode, type RejectingPart, SwitchboardError } from '../domain/errors.ts';
import type { FailureReason } from '../domain/failure-reason.ts';
import type { SourceName } from '../domain/source-name.ts';
import type { HttpResponse } from './http-transport.ts';

/** Kinds of upstream request. Each has its own circuit breaker, because one bad row makes the whole list fail. */
export const routes = ['list', 'call', 'transcript', 'recording', 'agent', 'agents'] as const;

export type Route = (typeof routes)[number];

/** Whether a request of the route names one thing by its key. */
export const isByKey = (route: Route): boolean => route !== 'list' && route !== 'agents';

/** Record of one attempt for logs and metrics, without the path, because a path identifies a call. */
export interface Attempt {
  readonly source: SourceName;
  readonly route: Route;
  readonly number: number;
  readonly requestId: string;
  /** Whether the gateway made the attempt for itself, and not for a client. */
  readonly isBackground: boolean;
  /** Null for a success. */
  readonly code: CallErrorCode | null;
  /** Null without a response. */
  readonly status: number | null;
  /** Reason for which the source could not be reached; null for any other outcome. */
  readonly reason: FailureReason | null;
  /** Code of a failed TLS handshake or certificate, such as CERT_HAS_EXPIRED. */
  readonly tlsCode: string | null;
  readonly milliseconds: number;
  /** Part of these in which the attempt waited for a connection and for the quota. */
  readonly queuedMs: number;
  readonly bytes: number;
  /** Part of the admission control that rejected the attempt; null for an attempt that was sent. */
  readonly rejectedBy: RejectingPart | null;
}

/** Called after each attempt, with the scope of the client request that started it. */
export type OnAttempt = (attempt: Attempt, scope: RequestScope) => void;

/** Callbacks for one request with all its attempts. */
export interface RequestFollower {
  /** Alternating names and values of headers by which the upstream joins the trace. */
  readonly headers: readonly string[];
  attempted(attempt: Attempt): void;
  /** Called once; `failure` is null for a success. */
  ended(failure: unknown): void;
}

/** Called before the first attempt of a request; `shared` is its scope, `scope` that of the caller which started it. */
export type OnRequest = (
  request: Pick<Attempt, 'source' | 'route'>,
  scope: RequestScope,
  shared: SharedRequestScope,
) => RequestFollower | null;

interface AttemptedRequest extends Pick<Attempt, 'source' | 'route' | 'number'> {
  readonly scope: RequestScope;
}

/** Describes a finished attempt; `response` is null if none arrived, `failure` is null if it succeeded. */
export function attemptOf(
  { source, route, number, scope }: AttemptedRequest,
  { milliseconds, queuedMs }: Pick<Attempt, 'milliseconds' | 'queuedMs'>,
  response: HttpResponse | null,
  failure: unknown,
): Attempt {
  const known = failure instanceof SwitchboardError ? failure : null;
  return {
    source,
    route,
    number,
    requestId: scope.id,
    isBackground: scope.isBackground ?? false,
    milliseconds,
    queuedMs,
    code: known?.code ?? null,
    status: response?.status ?? null,
    reason: known?.details.reason ?? null,
    tlsCode: known?.details.tlsCode ?? null,
    bytes: response?.bytes ?? 0,
    rejectedBy: known?.details.rejectedBy ?? null,
  };
}
