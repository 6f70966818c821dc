import type { UpstreamStats } from './admission.ts';

/**
 * `DEGRADED` while a breaker is not closed; `OPEN` while the host, or both list and call, fail fast; `MISCONFIGURED` while
 * the upstream refuses the credentials, or has no list; `PAUSED` while it has asked for no requests.
 */
export type UpstreamHealth = 'OK' | 'DEGRADED' | 'PAUSED' | 'MISCONFIGURED' | 'OPEN';

/**
 * Half-open does not count as open, because an unready gateway receives no request, and could never send the probe.
 * List and call decide alone, because the other routes only add to calls.
 */
export function upstreamHealthOf({ breakers, pausedMs, isMisconfigured }: UpstreamStats): UpstreamHealth {
  const { host, list, call } = breakers;
  if (host === 'OPEN' || (list === 'OPEN' && call === 'OPEN')) return 'OPEN';
  if (isMisconfigured) return 'MISCONFIGURED';
  if (pausedMs > 0) return 'PAUSED';
  return Object.values(breakers).every(state => state === 'CLOSED') ? 'OK' : 'DEGRADED';
}
