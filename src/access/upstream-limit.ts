import type { RequestScope } from '../async/request-scope.ts';
import { type Caller, callerKey } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import { createRateLimit } from './rate-limit.ts';

/** Limits the upstream requests of one caller, retries included, but not those that are never sent; null for no limit. */
export function createUpstreamLimit(perMinute: number | null): (caller: Caller) => RequestScope['charge'] {
  if (perMinute === null) return () => null;
  const limit = createRateLimit(perMinute);
  return caller => async () => {
    const key = callerKey(caller);
    const retryAfter = await limit.consume(key);
    const refund = () => limit.giveBack(key);
    if (retryAfter === null) return refund;
    refund();
    throw tooCostly(retryAfter);
  };
}

const tooCostly = (retryAfter: number) =>
  new SwitchboardError('RATE_LIMITED', 'Your queries have cost too many requests to the sources.', {
    retryable: true,
    retryAfter,
    rejectedBy: 'limit',
  });
