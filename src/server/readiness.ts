import type { SourceName } from '../domain/source-name.ts';
import type { StatsBySource } from '../observability/metrics.ts';
import { type UpstreamHealth, upstreamHealthOf } from '../upstream/health.ts';

export type Phase = 'starting' | 'serving' | 'draining';

type SourceState = 'OFF' | UpstreamHealth;

export interface Readiness {
  readonly status: 'ready' | 'starting' | 'draining' | 'unavailable';
  readonly sources: readonly { readonly name: SourceName; readonly state: SourceState }[];
}

/** Result of the readiness probe: ready while serving, unless the breakers of all upstreams are open. */
export function readinessOf(phase: Phase, stats: StatsBySource): Readiness {
  const sources = [...stats].map(
    ([name, load]) => ({ name, state: load ? upstreamHealthOf(load) : 'OFF' }) as const,
  );
  const configured = sources.filter(({ state }) => state !== 'OFF');
  const cutOff = configured.length > 0 && configured.every(({ state }) => state === 'OPEN');
  if (phase !== 'serving') return { status: phase, sources };
  return { status: cutOff ? 'unavailable' : 'ready', sources };
}
