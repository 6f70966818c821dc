import type { Cancellation } from '../async/cancellation.ts';
import { SwitchboardError, upstreamErrorCodes } from '../domain/errors.ts';
import { sourceNames } from '../domain/source-name.ts';

/**
 * JSON of a failure for the processes that wait for the same fetch; null for one that concerns this process alone: its
 * clients have left, or its own admission control refused the request.
 */
export function writeFailure(failure: unknown, cancellation: Cancellation): string | null {
  if (!(failure instanceof SwitchboardError) || cancellation.reason) return null;
  const { code, message, details } = failure;
  if (!upstreamErrorCodes.some(known => known === code) || details.rejectedBy) return null;
  const { source, retryable, retryAfter } = details;
  return JSON.stringify({ code, message, source, retryable, retryAfter });
}

/** Reads such a failure; null for any other text, because other programs may write to Redis. */
export function readFailure(text: string): SwitchboardError | null {
  try {
    const { code, message, source, retryable, retryAfter } = JSON.parse(text);
    const known = upstreamErrorCodes.find(each => each === code);
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
