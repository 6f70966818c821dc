import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { Verdict } from './breaker.ts';
import { isStaleConnection } from './upstream-errors.ts';

/** Whether the upstream has answered, and not by asking for a pause. */
export const isAnswer = (failure: unknown): boolean =>
  failure === null ||
  (failure instanceof SwitchboardError &&
    failure.details.status !== undefined &&
    failure.details.status !== 429);

export const isPerRecord = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.details.perRecord === true;

/**
 * Verdict on one breaker. Breakers ignore a cancellation. An error status is a failure for the route's breaker and a
 * success for the host's.
 */
export function verdictOn(failure: unknown, breaker: 'host' | 'route', scope: RequestScope): Verdict {
  if (scope.cancellation().reason || isStaleConnection(failure)) return 'ignored';
  const countsAgainst = failure instanceof SwitchboardError ? failure.details.countsAgainst : undefined;
  if (countsAgainst === undefined)
    return failure === null || failure instanceof SwitchboardError ? 'success' : 'ignored';
  if (countsAgainst === breaker) return 'failure';
  return countsAgainst === 'host' ? 'ignored' : hostVerdict(failure);
}

const hostVerdict = (failure: unknown): Verdict =>
  failure instanceof SwitchboardError && failure.details.status !== undefined ? 'success' : 'ignored';
