import type { FailureReason } from './failure-reason.ts';
import type { SourceName } from './source-name.ts';

/** Codes with which an attempt at an upstream request fails. */
export const upstreamErrorCodes = [
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_ERROR',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_AUTH',
  'UPSTREAM_RATE_LIMITED',
] as const;

/** Codes of `extensions.code` in responses; docs/errors.md explains each to clients. */
export const callErrorCodes = [
  ...upstreamErrorCodes,
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'SOURCE_NOT_CONFIGURED',
  'OVERLOADED',
  'QUERY_TOO_EXPENSIVE',
] as const;

export type CallErrorCode = (typeof callErrorCodes)[number];

/** Parts of admission control that reject a request before it is sent. */
export const rejectingParts = ['breaker', 'queue', 'quota', 'limit'] as const;

export type RejectingPart = (typeof rejectingParts)[number];

export interface ErrorDetails {
  readonly source?: SourceName;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean;
  /** Whole seconds to wait before the next attempt, if the upstream named a time. */
  readonly retryAfter?: number;
  /** Whether an immediate retry may succeed; no client sees it. */
  readonly transient?: boolean;
  /** Reason for which the source could not be reached; no client sees it. */
  readonly reason?: FailureReason;
  /** Code of a failed TLS handshake or certificate. */
  readonly tlsCode?: string | null;
  /** Whether the failure shows that the settings of the source are wrong. */
  readonly misconfigured?: boolean;
  /** HTTP status of the upstream; no client sees it. */
  readonly status?: number;
  /** Circuit breaker that counts the failure: of the whole host, or of one route; absent for neither. */
  readonly countsAgainst?: 'host' | 'route';
  /** Whether the failure may be that of one record, so that repeating it says nothing about other records. */
  readonly perRecord?: boolean;
  /** Whether the upstream may never have received the request, so that the failure says nothing about it. */
  readonly staleConnection?: boolean;
  /** Whether the response exceeds a limit of the gateway, which a shorter list may meet. */
  readonly tooLarge?: boolean;
  /** Part of admission control that rejected the request before it was sent. */
  readonly rejectedBy?: RejectingPart;
  readonly cause?: unknown;
}

/** Foreseen error. The message is for clients: it holds no URL, host, body or token. */
export class SwitchboardError extends Error {
  readonly code: CallErrorCode;
  readonly details: ErrorDetails;
  /** Extensions for clients, by the name from which graphql-js takes them. */
  readonly extensions: Readonly<Record<string, unknown>>;

  /** Captures no stack frames, because a query may fail at thousands of fields, and no log shows these frames. */
  constructor(code: CallErrorCode, message: string, details: ErrorDetails = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'SwitchboardError';
    this.code = code;
    this.details = details;
    this.extensions = extensionsOf(code, details);
  }
}

const extensionsOf = (code: CallErrorCode, details: ErrorDetails): Record<string, unknown> => ({
  code,
  ...(details.source && { source: details.source }),
  retryable: details.retryable ?? false,
  ...(details.retryAfter !== undefined && { retryAfter: details.retryAfter }),
});

/** Creates an error that captures no stack frames. */
export function withoutFrames<T extends Error>(create: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Rejects an unacceptable argument; the message says what is accepted. */
export const badUserInput = (message: string): SwitchboardError =>
  new SwitchboardError('BAD_USER_INPUT', message, { retryable: false });

/** Rejects a look-up in a source that is not configured; `title` is the source's display name. */
export const sourceNotConfigured = (source: SourceName, title: string): SwitchboardError =>
  new SwitchboardError('SOURCE_NOT_CONFIGURED', `${title} is not configured on this gateway.`, {
    source,
    retryable: false,
  });

/** Reports an upstream response that breaks the API's contract. */
export const invalidResponse = (source: SourceName, message: string): SwitchboardError =>
  new SwitchboardError('UPSTREAM_INVALID_RESPONSE', message, { source, retryable: true });
