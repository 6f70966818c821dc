import type { RequestScope } from '../async/request-scope.ts';
import { type ErrorCode, SwitchboardError } from '../domain/errors.ts';
import type { SourceName } from '../domain/source-name.ts';
import type { HttpResponse } from './http-transport.ts';

/** What is asked for: each has a breaker of its own, because one bad row makes a whole list fail. */
export type Route = 'list' | 'call' | 'transcript' | 'recording' | 'agent';

/** One attempt at an upstream request, as logs and metrics see it: no path, because a path names a call. */
export interface Attempt {
  readonly source: SourceName;
  readonly route: Route;
  /** 1, or more for a retry. */
  readonly number: number;
  readonly requestId: string;
  /** Null when it was answered. */
  readonly code: ErrorCode | null;
  /** Null when nothing came back, or nothing was asked. */
  readonly status: number | null;
  readonly milliseconds: number;
  readonly bytes: number;
  /** Why nothing was asked: the breaker was open, the queue full, or the quota used up. */
  readonly rejectedBy: 'breaker' | 'queue' | 'quota' | null;
}

/** Is told of each attempt, and on whose behalf it was made. */
export type OnAttempt = (attempt: Attempt, scope: RequestScope) => void;

type AttemptedRequest = Pick<Attempt, 'source' | 'route' | 'number' | 'requestId'>;

/** Describes a finished attempt; `response` is null if none arrived, `failure` is null if it succeeded. */
export function attemptOf(
  { source, route, number, requestId }: AttemptedRequest,
  milliseconds: number,
  response: HttpResponse | null,
  failure: unknown,
): Attempt {
  const known = failure instanceof SwitchboardError ? failure : null;
  return {
    source,
    route,
    number,
    requestId,
    milliseconds,
    code: known?.code ?? null,
    status: response?.status ?? null,
    bytes: response?.bytes ?? 0,
    rejectedBy: known?.details.rejectedBy ?? null,
  };
}
