import { errors } from 'undici';
import { SwitchboardError } from '../domain/errors.ts';
import type { FailureReason } from '../domain/failure-reason.ts';
import type { SourceName } from '../domain/source-name.ts';
import { isTlsCode, reasonOf } from './failure-reason.ts';
import { maxPauseMs } from './pause.ts';

/** Name of a source for error details, and its title for error messages. */
export interface SourceLabel {
  readonly name: SourceName;
  readonly title: string;
}

/** Error for an HTTP status other than 2xx and the API's own 404; `isByKey` unless the request was for a list. */
export function errorForStatus(
  { name: source, title }: SourceLabel,
  status: number,
  retryAfter: number | null,
  isByKey = false,
): SwitchboardError {
  const details = { source, status, retryable: false, ...(retryAfter === null ? {} : { retryAfter }) };
  const transient = { retryable: true, transient: true };
  if (status === 401 || status === 403)
    return new SwitchboardError('UPSTREAM_AUTH', `${title} refused the gateway's credentials.`, {
      ...details,
      misconfigured: true,
    });
  if (status === 429)
    return new SwitchboardError('UPSTREAM_RATE_LIMITED', `${title} allows no more requests just now.`, {
      ...details,
      ...transient,
    });
  if (status >= 502 && status <= 504)
    return new SwitchboardError('UPSTREAM_UNAVAILABLE', `${title} is not available just now.`, {
      ...details,
      ...transient,
      countsAgainst: 'route',
      reason: 'status',
    });
  return new SwitchboardError('UPSTREAM_ERROR', `${title} answered with status ${status}.`, {
    ...details,
    ...(status >= 500 && { ...transient, countsAgainst: 'route' as const, perRecord: isByKey }),
  });
}

/** Statuses of a list that is not at the configured address: absent, gone, moved, or of another method. */
const noListStatuses = [301, 302, 303, 307, 308, 404, 405, 410];

export const meansNoList = (status: number): boolean => noListStatuses.includes(status);

export const noListError = ({ name: source, title }: SourceLabel, status: number): SwitchboardError =>
  new SwitchboardError('UPSTREAM_ERROR', `${title} has no list of calls at the configured address.`, {
    source,
    status,
    retryable: false,
    misconfigured: true,
  });

/** Error for a status by which an API rejects a request; neither transient nor a failure for a breaker. */
export const expectedStatusError = ({ name: source, title }: SourceLabel, status: number): SwitchboardError =>
  new SwitchboardError('UPSTREAM_ERROR', `${title} answered with status ${status}.`, {
    source,
    status,
    retryable: status >= 500,
  });

/** Reasons that count against the host, because every route would fail in the same way. */
const reasonsOfHost: readonly FailureReason[] = [
  'refused',
  'unreachable',
  'dns',
  'tls',
  'proxy',
  'connect-timeout',
];

/** Error for an attempt that ended without a complete response. */
export function transportError(
  { name: source, title }: SourceLabel,
  cause: unknown,
  timedOut: boolean,
): SwitchboardError {
  const code = codeOf(cause);
  if (isProtocolError(cause)) return notJsonError({ name: source, title });
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'ERR_BUFFER_TOO_LARGE')
    return tooLargeError({ name: source, title }, cause);
  const { reason, tlsCode } = reasonOf(code, timedOut);
  const countsAgainst = reasonsOfHost.includes(reason) ? 'host' : 'route';
  const details = {
    source,
    cause,
    retryable: true,
    transient: true,
    countsAgainst,
    reason,
    tlsCode,
  } as const;
  return reason === 'timeout' || reason === 'connect-timeout'
    ? new SwitchboardError('UPSTREAM_TIMEOUT', `${title} did not answer in time.`, details)
    : new SwitchboardError('UPSTREAM_UNAVAILABLE', `${title} cannot be reached.`, details);
}

/** Error that counts against no breaker, because a server may close an idle connection at any time. */
export const staleConnectionError = ({ name: source, title }: SourceLabel): SwitchboardError =>
  new SwitchboardError('UPSTREAM_UNAVAILABLE', `${title} cannot be reached.`, {
    source,
    retryable: true,
    transient: true,
    staleConnection: true,
    reason: 'reset',
  });

export const isStaleConnection = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.details.staleConnection === true;

export const breakerOpenError = ({ name: source, title }: SourceLabel, openMs: number): SwitchboardError =>
  new SwitchboardError('UPSTREAM_UNAVAILABLE', `${title} keeps failing and is not asked for the moment.`, {
    source,
    retryable: true,
    retryAfter: Math.ceil(openMs / 1000),
    rejectedBy: 'breaker',
    reason: 'breaker',
  });

export const queueFullError = ({ name: source, title }: SourceLabel): SwitchboardError =>
  new SwitchboardError('OVERLOADED', `Too many requests wait for ${title} already.`, {
    source,
    retryable: true,
    retryAfter: 1,
    rejectedBy: 'queue',
  });

export const quotaExceededError = ({ name: source, title }: SourceLabel, waitMs: number): SwitchboardError =>
  new SwitchboardError('UPSTREAM_RATE_LIMITED', `${title} allows no more requests just now.`, {
    source,
    retryable: true,
    retryAfter: Math.max(1, Math.ceil(waitMs / 1000)),
    rejectedBy: 'quota',
  });

/** Error after the client disconnected, or its deadline passed. */
export const deadlineError = ({ name: source, title }: SourceLabel, cause: unknown): SwitchboardError =>
  new SwitchboardError('UPSTREAM_TIMEOUT', `${title} did not answer in time.`, {
    source,
    retryable: true,
    reason: 'deadline',
    cause,
  });

export const tooLargeError = ({ name: source, title }: SourceLabel, cause?: unknown): SwitchboardError =>
  new SwitchboardError('UPSTREAM_INVALID_RESPONSE', `${title} sent more than the gateway accepts.`, {
    source,
    retryable: false,
    tooLarge: true,
    cause,
  });

export const notJsonError = ({ name: source, title }: SourceLabel): SwitchboardError =>
  new SwitchboardError('UPSTREAM_INVALID_RESPONSE', `${title} answered with something that is not JSON.`, {
    source,
    retryable: true,
    transient: true,
  });

/** Whether the upstream sent malformed HTTP or compression. */
function isProtocolError(cause: unknown): boolean {
  const code = codeOf(cause);
  return (
    cause instanceof errors.HTTPParserError ||
    (protocolErrorCodes.test(code) && code !== 'ERR_BUFFER_TOO_LARGE' && !isTlsCode(code))
  );
}

const protocolErrorCodes = /^(Z_|ERR_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)/;

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

/** Parses `Retry-After`, in seconds or as an HTTP date, into whole seconds, a minute at most; null if absent or invalid. */
export function retryAfterOf(header: string | null, now: number): number | null {
  // undici leaves the spaces after a value.
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value), maxPauseMs / 1000);
  // The pattern is necessary, because Date.parse accepts almost anything, such as -5.
  const date = /^[A-Z][a-z]{2,8}, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(0, Math.ceil((date - now) / 1000)), maxPauseMs / 1000);
}
