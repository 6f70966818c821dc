import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { noticeKinds } from '../domain/source-event.ts';
import { sourceNames } from '../domain/source-name.ts';
import { countClients } from './client-metrics.ts';
import { type GatewayObserver, type ObservedAttempt, outcomes, unreadReasons } from './observer.ts';
import { gaugeLoads, type Loads } from './upstream-gauges.ts';

export type { Loads };

export interface Metrics {
  readonly observer: GatewayObserver;
  readonly contentType: string;
  /** What Prometheus reads. */
  text(): Promise<string>;
  close(): void;
}

export interface MetricsOptions {
  /** Asked at each reading. */
  loads(): Loads;
  /** Whether the figures of the process are among them. */
  readonly process: boolean;
}

/** From a quick answer to the deadline of a request. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts in a registry of its own. Every label has a handful of values; of those that clients choose, `countClients` takes few. */
export function createMetrics({ loads, process }: MetricsOptions): Metrics {
  const registry = new Registry();
  if (process) collectDefaultMetrics({ register: registry });
  gaugeLoads(registry, loads);
  return {
    observer: {
      ...countRequests(registry),
      ...countUnread(registry),
      ...countAttempts(registry),
      ...countNotices(registry),
      ...gaugeRedis(registry),
      ...countDrift(registry),
      ...countFaults(registry),
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close: () => registry.clear(),
  };
}

function countRequests(registry: Registry): Pick<GatewayObserver, 'request'> {
  const registers = [registry];
  const requests = new Counter({
    name: 'switchboard_requests_total',
    help: 'Client requests that were answered, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'switchboard_request_duration_seconds',
    help: 'Time from the head of a client request to its answer.',
    labelNames: ['outcome'],
    buckets,
    registers,
  });
  const errors = new Counter({
    name: 'switchboard_errors_total',
    help: 'Errors in answers to clients, by code.',
    labelNames: ['code'],
    registers,
  });
  // From the start, because a rate does not see a count that comes up as one.
  for (const outcome of outcomes) requests.inc({ outcome }, 0);
  const countClient = countClients(registry);
  return {
    request(request) {
      const { outcome, milliseconds, codes } = request;
      countClient(request);
      requests.inc({ outcome });
      durations.observe({ outcome }, milliseconds / 1000);
      for (const [code, count] of codes) errors.inc({ code }, count);
    },
  };
}

function countUnread(registry: Registry): Pick<GatewayObserver, 'unread'> {
  const unread = new Counter({
    name: 'switchboard_requests_unread_total',
    help: 'Client requests that were refused before they were read, by what was wrong.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of unreadReasons) unread.inc({ reason }, 0);
  return { unread: ({ reason }) => unread.inc({ reason }) };
}

function countAttempts(registry: Registry): Pick<GatewayObserver, 'attempt'> {
  const registers = [registry];
  const attempts = new Counter({
    name: 'switchboard_upstream_attempts_total',
    help: 'Attempts at upstream requests that were made, by how they ended.',
    labelNames: ['source', 'route', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'switchboard_upstream_attempt_duration_seconds',
    help: 'Time of an attempt, waiting for a connection included.',
    labelNames: ['source', 'route'],
    buckets,
    registers,
  });
  const retries = new Counter({
    name: 'switchboard_upstream_retries_total',
    help: 'Attempts that were not the first of their request.',
    labelNames: ['source', 'route'],
    registers,
  });
  const refusals = new Counter({
    name: 'switchboard_upstream_refused_total',
    help: 'Attempts that were not made, because a breaker was open or the queue full.',
    labelNames: ['source', 'route', 'reason'],
    registers,
  });
  return {
    attempt(attempt) {
      const { source, route, number, milliseconds, refused: reason } = attempt;
      if (reason !== null) return refusals.inc({ source, route, reason });
      attempts.inc({ source, route, outcome: outcomeOf(attempt) });
      durations.observe({ source, route }, milliseconds / 1000);
      if (number > 1) retries.inc({ source, route });
    },
  };
}

const outcomeOf = ({ code, abandoned }: ObservedAttempt): string =>
  abandoned ? 'abandoned' : (code ?? 'ok');

function countNotices(registry: Registry): Pick<GatewayObserver, 'notice'> {
  const notices = new Counter({
    name: 'switchboard_spared_total',
    help: 'What spared or delayed an upstream request: memory, the shared cache, one under way, the quota, an outage.',
    labelNames: ['source', 'by'],
    registers: [registry],
  });
  for (const source of sourceNames)
    for (const kind of noticeKinds) notices.inc({ source, by: kind.toLowerCase() }, 0);
  return { notice: ({ source, kind }) => notices.inc({ source, by: kind.toLowerCase() }) };
}

function gaugeRedis(registry: Registry): Pick<GatewayObserver, 'redis'> {
  const up = new Gauge({
    name: 'switchboard_redis_up',
    help: '0 while the shared Redis cannot be used.',
    registers: [registry],
  });
  up.set(1);
  return { redis: event => up.set(event === 'lost' ? 0 : 1) };
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

function countFaults(registry: Registry): Pick<GatewayObserver, 'fault'> {
  const faults = new Counter({
    name: 'switchboard_faults_total',
    help: 'Unforeseen errors outside the report of a request.',
    registers: [registry],
  });
  return { fault: () => faults.inc() };
}
