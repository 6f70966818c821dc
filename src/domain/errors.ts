import type { SourceName } from './source-name.ts';

/** Every code an answer may carry in `extensions.code`; docs/errors.md says what each means to a client. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_ERROR'
  | 'UPSTREAM_INVALID_RESPONSE'
  | 'UPSTREAM_AUTH'
  | 'UPSTREAM_RATE_LIMITED'
  | 'OVERLOADED'
  | 'QUERY_TOO_EXPENSIVE';

export interface ErrorDetails {
  readonly source?: SourceName;
  /** Whether asking the same thing again later may succeed. */
  readonly retryable?: boolean;
  /** Whole seconds to wait before asking again, where the upstream said so. */
  readonly retryAfter?: number;
  /** Whether asking again at once may succeed: for the retries to judge by, never shown to a client. */
  readonly transient?: boolean;
  /** The upstream's HTTP status: for the adapters to judge by, never shown to a client. */
  readonly status?: number;
  /** Which breaker this counts against, if any: that of the whole upstream, or of one route. */
  readonly countsAgainst?: 'host' | 'route';
  /** Whether the request may not have been heard at all, which says nothing of the upstream. */
  readonly staleConnection?: boolean;
  /** Why the upstream was not even asked. */
  readonly rejectedBy?: 'breaker' | 'queue' | 'quota';
  readonly cause?: unknown;
}

/** A foreseen fault. Its message is written for the client: no URL, host, body or token in it. */
export class SwitchboardError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'SwitchboardError';
    this.code = code;
    this.details = details;
  }
}

/** The client asked for something that cannot be; the message says what is accepted. */
export const badUserInput = (message: string): SwitchboardError =>
  new SwitchboardError('BAD_USER_INPUT', message, { retryable: false });

/** The upstream answered, but not in the form its contract promises. */
export const invalidResponse = (source: SourceName, message: string): SwitchboardError =>
  new SwitchboardError('UPSTREAM_INVALID_RESPONSE', message, { source, retryable: true });
