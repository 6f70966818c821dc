import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CallIndexCoverage, CallIndexState } from '../domain/call-index.ts';
import type { IndexStatus } from '../domain/index-operations.ts';
import type { Instant } from '../domain/instant.ts';
import { sourceNames } from '../domain/source-name.ts';
import type { GatewayObserver } from './observer.ts';

const stateNumbers: Readonly<Record<CallIndexState, number>> = {
  BUILDING: 0,
  CURRENT: 1,
  BEHIND: 2,
  FAILED: 3,
};

/** Gauges of the index; without samples as long as there is none. */
export function gaugeIndex(registry: Registry, status: () => IndexStatus | null): void {
  const gauge = (name: string, help: string, read: (coverage: CallIndexCoverage) => number | null): void => {
    new Gauge({
      name,
      help,
      labelNames: ['source'],
      registers: [registry],
      collect() {
        this.reset();
        for (const source of sourceNames) {
          const coverage = status()?.coverageOf(source);
          const value = coverage ? read(coverage) : null;
          if (value !== null) this.set({ source }, value);
        }
      },
    });
  };
  gauge(
    'switchboard_index_state',
    '0 building, 1 current, 2 behind, 3 failed.',
    ({ state }) => stateNumbers[state],
  );
  gauge('switchboard_index_calls', 'Calls in the index.', ({ callCount }) => callCount);
  gauge('switchboard_index_lag_seconds', 'Seconds since the newest end of the list was read.', ({ asOf }) =>
    ageOf(asOf),
  );
  gauge('switchboard_index_walk_age_seconds', 'Seconds since a walk finished.', ({ provenAt }) =>
    ageOf(provenAt),
  );
  gauge(
    'switchboard_index_unreadable_rows',
    'Rows that the last finished walk could not read.',
    ({ damaged }) => damaged,
  );
  gaugeDisk(registry, status);
  gaugeLeader(registry, status);
}

const ageOf = (at: Instant | null): number | null =>
  at === null ? null : Math.max(0, (Date.now() - Date.parse(at)) / 1000);

function gaugeDisk(registry: Registry, status: () => IndexStatus | null): void {
  new Gauge({
    name: 'switchboard_index_disk_bytes',
    help: 'Size of the file of the index with its log, or of its tables.',
    registers: [registry],
    async collect() {
      this.remove();
      const bytes = (await status()?.diskBytes()) ?? null;
      if (bytes !== null) this.set(bytes);
    },
  });
}

function gaugeLeader(registry: Registry, status: () => IndexStatus | null): void {
  new Gauge({
    name: 'switchboard_index_is_leader',
    help: '1 while this process reads the sources for the index, 0 while another one does.',
    registers: [registry],
    collect() {
      this.remove();
      const index = status();
      if (index) this.set(index.isLeading() ? 1 : 0);
    },
  });
}

const bucketSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export function observeIndexReads(registry: Registry): Pick<GatewayObserver, 'indexRead'> {
  const durations = new Histogram({
    name: 'switchboard_index_read_duration_seconds',
    help: 'Time in which the index answered lists and statistics.',
    labelNames: ['kind', 'outcome'],
    buckets: bucketSeconds,
    registers: [registry],
  });
  return {
    indexRead: ({ kind, outcome, milliseconds }) =>
      durations.observe({ kind: kind.toLowerCase(), outcome }, milliseconds / 1000),
  };
}

export function countIndexNotices(registry: Registry): Pick<GatewayObserver, 'index'> {
  const notices = new Counter({
    name: 'switchboard_index_events_total',
    help: 'Events of the index of calls.',
    labelNames: ['source', 'event'],
    registers: [registry],
  });
  return { index: ({ source, type }) => notices.inc({ source: source ?? '', event: type.toLowerCase() }) };
}
