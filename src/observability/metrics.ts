import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { IndexStatus } from '../domain/index-operations.ts';
import { sourceEventTypes } from '../domain/source-event.ts';
import { sourceNames } from '../domain/source-name.ts';
import { errorCodes } from '../errors/mask-error.ts';
import { countAttempts } from './attempt-metrics.ts';
import { bucketSeconds } from './bucket-seconds.ts';
import { countClientErrors, countClientNames, countClosedConnections } from './client-metrics.ts';
import { countIndexNotices, gaugeIndex, observeIndexReads } from './index-metrics.ts';
import { type GatewayObserver, outcomes } from './observer.ts';
import { type AnyRegistry, createExemplarHistogram, exemplarOf, openMetricsOf } from './open-metrics.ts';
import { observeRedis } from './redis-metrics.ts';
import { createSummedCounter } from './summed-counter.ts';
import { gaugeUpstreams, type StatsBySource } from './upstream-gauges.ts';

export type { StatsBySource };

/** Metrics in one format of text. */
export interface MetricsFormat {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface Metrics extends MetricsFormat {
  readonly observer: GatewayObserver;
  /** The format with exemplars. */
  readonly openMetrics: MetricsFormat;
  close(): void;
}

export interface MetricsOptions {
  stats(): StatsBySource;
  /** Whether to include the default metrics of the Node process. */
  readonly process: boolean;
  /** Status of the index; absent or null without one. */
  readonly index?: () => IndexStatus | null;
}

/** Prometheus metrics in a separate registry. All labels have few values; `countClientNames` bounds client names. */
export function createMetrics({ stats, process, index = () => null }: MetricsOptions): Metrics {
  const registry = new Registry();
  if (process) collectDefaultMetrics({ register: registry });
  gaugeUpstreams(registry, stats);
  gaugeIndex(registry, index);
  const observer = {
    ...countRequests(registry),
    ...countClientErrors(registry),
    ...countClosedConnections(registry),
    ...countAttempts(registry),
    ...countSourceEvents(registry),
    ...observeRedis(registry),
    ...countDrift(registry),
    ...countIndexNotices(registry),
    ...observeIndexReads(registry),
    ...countUnexpectedErrors(registry),
    traceExport() {},
  };
  return {
    observer,
    ...formatOf(registry),
    openMetrics: formatOf(openMetricsOf(registry)),
    close: () => registry.clear(),
  };
}

const formatOf = (registry: AnyRegistry): MetricsFormat => ({
  contentType: registry.contentType,
  text: () => registry.metrics(),
});

function countRequests(registry: Registry): Pick<GatewayObserver, 'request'> {
  const requests = createSummedCounter({
    name: 'switchboard_requests_total',
    help: 'Client requests that were answered, by how they ended.',
    labelNames: ['outcome'],
    registry,
  });
  const durations = createExemplarHistogram(registry, {
    name: 'switchboard_request_duration_seconds',
    help: 'Time from the head of a client request to its answer.',
    labelNames: ['outcome'],
    buckets: bucketSeconds,
  });
  const errors = new Counter({
    name: 'switchboard_errors_total',
    help: 'Errors in answers to clients, by code.',
    labelNames: ['code'],
    registers: [registry],
  });
  for (const outcome of outcomes) requests.zero(outcome);
  for (const code of errorCodes) errors.inc({ code }, 0);
  const countClient = countClientNames(registry);
  return {
    request(request) {
      const { outcome, milliseconds, codes } = request;
      countClient(request);
      requests.inc(outcome);
      durations.observe({
        labels: { outcome },
        value: milliseconds / 1000,
        exemplarLabels: exemplarOf(request.trace),
      });
      for (const [code, count] of codes) errors.inc({ code }, count);
    },
  };
}

function countSourceEvents(registry: Registry): Pick<GatewayObserver, 'sourceEvent'> {
  const events = createSummedCounter({
    name: 'switchboard_source_events_total',
    help: 'What spared or delayed an upstream request: memory, the shared cache, one under way, the quota, an outage.',
    labelNames: ['source', 'type'],
    registry,
  });
  const labels = new Map(sourceEventTypes.map(type => [type, type.toLowerCase()]));
  for (const source of sourceNames) for (const type of labels.values()) events.zero(source, type);
  return { sourceEvent: ({ source, type }) => events.inc(source, labels.get(type) ?? '') };
}

function countDrift(registry: Registry): Pick<GatewayObserver, 'drift'> {
  const drift = new Counter({
    name: 'switchboard_drift_total',
    help: 'Values of a source that were not what its contract says.',
    labelNames: ['source'],
    registers: [registry],
  });
  for (const source of sourceNames) drift.inc({ source }, 0);
  return { drift: source => drift.inc({ source }) };
}

function countUnexpectedErrors(registry: Registry): Pick<GatewayObserver, 'unexpectedError'> {
  const faults = new Counter({
    name: 'switchboard_faults_total',
    help: 'Unforeseen errors outside the report of a request.',
    registers: [registry],
  });
  return { unexpectedError: () => faults.inc() };
}
