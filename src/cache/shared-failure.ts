import type { Cancellation } from '../async/cancellation.ts';
import { SwitchboardError } from '../domain/errors.ts';
import { sourceNames } from '../domain/source-name.ts';

/** Codes of failures that any other process would meet too. */
const codes = [
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_ERROR',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_AUTH',
  'UPSTREAM_RATE_LIMITED',
] as const;

/**
 * JSON of a failure for the processes that wait for the same fetch; null for one that concerns this process alone: its
 * clients have left, or its own admission control refused the request.
 */
export function writeFailure(failure: unknown, cancellation: Cancellation): string | null {
  if (!(failure instanceof SwitchboardError) || cancellation.reason) return null;
  const { code, message, details } = failure;
  if (!codes.some(known => known === code) || details.rejectedBy) return null;
  const { source, retryable, retryAfter } = details;
  return JSON.stringify({ code, message, source, retryable, retryAfter });
}

/** Reads such a failure; null for any other text, because other programs may write to Redis. */
export function readFailure(text: string): SwitchboardError | null {
  try {
    const { code, message, source, retryable, retryAfter } = JSON.parse(text);
    const known = codes.find(each => each === code);
    const name = sourceNames.find(each => each === source);
    if (!known || !name || typeof message !== 'string' || message.length > maxMessageLength) return null;
    return new SwitchboardError(known, message, {
      source: name,
      retryable: retryable === true,
      ...(Number.isSafeInteger(retryAfter) && retryAfter >= 0 && { retryAfter }),
    });
  } catch {
    return null;
  }
}

const maxMessageLength = 200;
