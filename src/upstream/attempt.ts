import type { RequestScope } from '../async/request-scope.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { SourceName } from '../domain/source-name.ts';

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
  readonly refused: 'breaker' | 'queue' | 'quota' | null;
}

/** Is told of each attempt, and on whose behalf it was made. */
export type Observer = (attempt: Attempt, scope: RequestScope) => void;
