import { SwitchboardError } from '../domain/errors.ts';
import type { SourceName } from '../domain/source-name.ts';

/** Who failed: for the error's `source`, and in words. */
export interface Blamed {
  readonly name: SourceName;
  readonly title: string;
}

/** The coded error for an HTTP status that is neither success nor absence. */
export function failureOfStatus(blamed: Blamed, status: number, retryAfter: number | null): SwitchboardError {
  const facts = { source: blamed.name, status };
  const wait = retryAfter === null ? {} : { retryAfter };
  if (status === 401 || status === 403)
    return new SwitchboardError('UPSTREAM_AUTH', `${blamed.title} refused the gateway's credentials.`, {
      ...facts,
      retryable: false,
    });
  if (status === 429)
    return new SwitchboardError(
      'UPSTREAM_RATE_LIMITED',
      `${blamed.title} allows no more requests just now.`,
      {
        ...facts,
        ...wait,
        retryable: true,
      },
    );
  if (status === 502 || status === 503 || status === 504)
    return new SwitchboardError('UPSTREAM_UNAVAILABLE', `${blamed.title} is not available just now.`, {
      ...facts,
      ...wait,
      retryable: true,
    });
  return new SwitchboardError('UPSTREAM_ERROR', `${blamed.title} answered with status ${status}.`, {
    ...facts,
    retryable: status >= 500,
  });
}

/** The coded error for an exchange that ended without a whole answer. */
export function failureOfExchange(blamed: Blamed, cause: unknown, timedOut: boolean): SwitchboardError {
  const facts = { source: blamed.name, retryable: true, cause };
  const code = codeOf(cause);
  if (timedOut || code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT')
    return new SwitchboardError('UPSTREAM_TIMEOUT', `${blamed.title} did not answer in time.`, facts);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new SwitchboardError(
      'UPSTREAM_INVALID_RESPONSE',
      `${blamed.title} sent more than the gateway accepts.`,
      facts,
    );
  return new SwitchboardError('UPSTREAM_UNAVAILABLE', `${blamed.title} cannot be reached.`, facts);
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

/** `Retry-After` in whole seconds, given either as seconds or as a date. */
export function retryAfterOf(header: string | string[] | undefined, now: number): number | null {
  const value = Array.isArray(header) ? header[0] : header;
  if (!value) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
