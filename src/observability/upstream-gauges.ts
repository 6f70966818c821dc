import { Gauge, type Registry } from 'prom-client';
import type { SourceName } from '../domain/source-name.ts';
import type { UpstreamStats } from '../upstream/admission.ts';
import type { BreakerState } from '../upstream/breaker.ts';

/** Statistics of each upstream by source; null if the source is off. */
export type StatsBySource = ReadonlyMap<SourceName, UpstreamStats | null>;

const stateNumbers: Readonly<Record<BreakerState, number>> = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 };

export function gaugeUpstreams(registry: Registry, loads: () => StatsBySource): void {
  const gauge = (
    name: string,
    help: string,
    read: (load: UpstreamStats) => Iterable<[labels: object, value: number]>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['source', 'breaker'],
      registers: [registry],
      collect() {
        for (const [source, load] of loads())
          for (const [labels, value] of load ? read(load) : []) this.set({ source, ...labels }, value);
      },
    });
  gauge('switchboard_upstream_in_flight', 'Upstream requests under way.', ({ inFlight }) => [[{}, inFlight]]);
  gauge(
    'switchboard_upstream_queued',
    'Upstream requests that wait for a connection or for the quota.',
    ({ queued }) => [[{}, queued]],
  );
  gauge(
    'switchboard_upstream_quota_waiting',
    'Upstream requests that wait for the quota, although a connection is free.',
    ({ quota }) => [[{}, quota.waiting]],
  );
  gauge(
    'switchboard_upstream_quota_per_second',
    'Upstream requests that the quota allows in a second.',
    ({ quota }) => (quota.perSecond === null ? [] : [[{}, quota.perSecond]]),
  );
  gauge(
    'switchboard_upstream_misconfigured',
    '1 while an upstream refuses the credentials or has no list.',
    ({ isMisconfigured }) => [[{}, isMisconfigured ? 1 : 0]],
  );
  gauge(
    'switchboard_upstream_paused_seconds',
    'Seconds until the pause after a 429 ends; 0 without one.',
    ({ pausedMs }) => [[{}, pausedMs / 1000]],
  );
  gauge('switchboard_upstream_breaker_state', '0 closed, 1 half open, 2 open.', ({ breakers }) =>
    Object.entries(breakers).map(([breaker, state]) => [{ breaker }, stateNumbers[state]]),
  );
}
