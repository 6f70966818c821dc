import type { UpstreamStats } from './admission.ts';

/** Whether an upstream can be asked at this moment: all of it, some kinds of request, or nothing that matters. */
export type UpstreamHealth = 'OK' | 'DEGRADED' | 'OPEN';

/**
 * A half-open breaker is no open one: it waits for a request to probe with, which a gateway that nobody is sent to
 * would never get. All else hangs on the list and the single call, so that without them the rest is nothing.
 */
export function upstreamHealthOf({ breakers }: UpstreamStats): UpstreamHealth {
  const { host, list, call } = breakers;
  if (host === 'OPEN' || (list === 'OPEN' && call === 'OPEN')) return 'OPEN';
  return Object.values(breakers).every(state => state === 'CLOSED') ? 'OK' : 'DEGRADED';
}
