import type { SourceName } from '../domain/source-name.ts';
import type { Load } from '../upstream/gates.ts';
import type { Loads } from './metrics.ts';

export type Phase = 'starting' | 'serving' | 'draining';

type SourceState = 'OFF' | 'OK' | 'DEGRADED' | 'OPEN';

export interface Readiness {
  readonly status: 'ready' | 'starting' | 'draining' | 'unavailable';
  readonly sources: readonly { readonly name: SourceName; readonly state: SourceState }[];
}

/** Whether requests should be sent here: not while starting or draining, nor when no source can be asked at all. */
export function readinessOf(phase: Phase, loads: Loads): Readiness {
  const sources = [...loads].map(([name, load]) => ({ name, state: stateOf(load) }));
  const configured = sources.filter(({ state }) => state !== 'OFF');
  const cutOff = configured.length > 0 && configured.every(({ state }) => state === 'OPEN');
  if (phase !== 'serving') return { status: phase, sources };
  return { status: cutOff ? 'unavailable' : 'ready', sources };
}

/**
 * A half-open breaker is no open one: it waits for a request to probe with, which a gateway that nobody is sent to
 * would never get. All else hangs on the list and the single call, so that without them the rest is nothing.
 */
function stateOf(load: Load | null): SourceState {
  if (!load) return 'OFF';
  const { host, list, call } = load.breakers;
  if (host === 'OPEN' || (list === 'OPEN' && call === 'OPEN')) return 'OPEN';
  return Object.values(load.breakers).every(state => state === 'CLOSED') ? 'OK' : 'DEGRADED';
}
