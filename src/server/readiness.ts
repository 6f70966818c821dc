import type { SourceName } from '../domain/source-name.ts';
import type { StatsBySource } from '../observability/metrics.ts';
import type { UpstreamStats } from '../upstream/admission.ts';
import { type UpstreamHealth, upstreamHealthOf } from '../upstream/health.ts';

export type Phase = 'starting' | 'serving' | 'draining';

type SourceState = 'NOT_CONFIGURED' | UpstreamHealth;

export interface Readiness {
  readonly status: 'ready' | 'starting' | 'draining' | 'unavailable';
  readonly sources: readonly SourceReadiness[];
}

interface SourceReadiness {
  readonly name: SourceName;
  readonly state: SourceState;
  /** End of the pause after a 429; absent without one. */
  readonly pausedUntil?: string;
}

/** Result of the readiness probe: ready while serving, unless the breakers of all upstreams are open. */
export function readinessOf(phase: Phase, stats: StatsBySource): Readiness {
  const sources = [...stats].map(([name, load]) => readinessOfSource(name, load));
  const configured = sources.filter(({ state }) => state !== 'NOT_CONFIGURED');
  const cutOff = configured.length > 0 && configured.every(({ state }) => state === 'OPEN');
  if (phase !== 'serving') return { status: phase, sources };
  return { status: cutOff ? 'unavailable' : 'ready', sources };
}

function readinessOfSource(name: SourceName, stats: UpstreamStats | null): SourceReadiness {
  if (!stats) return { name, state: 'NOT_CONFIGURED' };
  const state = upstreamHealthOf(stats);
  if (stats.pausedMs === 0) return { name, state };
  return { name, state, pausedUntil: new Date(Date.now() + stats.pausedMs).toISOString() };
}
