import { Counter, type Registry } from 'prom-client';
import { rejectingParts, upstreamErrorCodes } from '../domain/errors.ts';
import { sourceNames } from '../domain/source-name.ts';
import { routes } from '../upstream/attempt.ts';
import { bucketSeconds } from './bucket-seconds.ts';
import { countFailureReasons } from './failure-reason-metrics.ts';
import type { GatewayObserver, ObservedAttempt } from './observer.ts';
import { createExemplarHistogram, exemplarOf } from './open-metrics.ts';
import { createSummedCounter, type SummedCounter } from './summed-counter.ts';

/** Counts attempts at upstream requests, and measures how long they take. */
export function countAttempts(registry: Registry): Pick<GatewayObserver, 'attempt'> {
  const attempts = countOutcomes(registry);
  const background = createSummedCounter({
    name: 'switchboard_background_attempts_total',
    help: 'Attempts at upstream requests that the gateway made for itself, by how they ended.',
    labelNames: ['source', 'route', 'outcome'],
    registry,
  });
  const durations = createExemplarHistogram(registry, {
    name: 'switchboard_upstream_attempt_duration_seconds',
    help: 'Time of an attempt, waiting for a connection included.',
    labelNames: ['source', 'route'],
    buckets: bucketSeconds,
  });
  const retries = countRetries(registry);
  const rejections = countRejections(registry);
  const countReason = countFailureReasons(registry);
  return {
    attempt(attempt) {
      const { source, route, number, milliseconds, rejectedBy: reason } = attempt;
      if (attempt.isBackground) return background.inc(source, route, attemptOutcome(attempt));
      if (reason !== null) return rejections.inc({ source, route, reason });
      countReason(attempt);
      attempts.inc(source, route, attemptOutcome(attempt));
      durations.observe({
        labels: { source, route },
        value: milliseconds / 1000,
        exemplarLabels: exemplarOf(attempt.trace),
      });
      if (number > 1) retries.inc({ source, route });
    },
  };
}

function countOutcomes(registry: Registry): SummedCounter {
  const attempts = createSummedCounter({
    name: 'switchboard_upstream_attempts_total',
    help: 'Attempts at upstream requests that were made, by how they ended.',
    labelNames: ['source', 'route', 'outcome'],
    registry,
  });
  for (const source of sourceNames)
    for (const route of routes)
      for (const outcome of ['ok', 'abandoned', ...upstreamErrorCodes]) attempts.zero(source, route, outcome);
  return attempts;
}

function countRetries(registry: Registry): Counter {
  const retries = new Counter({
    name: 'switchboard_upstream_retries_total',
    help: 'Attempts that were not the first of their request.',
    labelNames: ['source', 'route'],
    registers: [registry],
  });
  for (const source of sourceNames) for (const route of routes) retries.inc({ source, route }, 0);
  return retries;
}

function countRejections(registry: Registry): Counter {
  const rejections = new Counter({
    name: 'switchboard_upstream_refused_total',
    help: 'Attempts that were not made: breaker open, queue full, quota used up, limit of the caller reached.',
    labelNames: ['source', 'route', 'reason'],
    registers: [registry],
  });
  for (const source of sourceNames)
    for (const route of routes)
      for (const reason of rejectingParts) rejections.inc({ source, route, reason }, 0);
  return rejections;
}

const attemptOutcome = ({ code, abandoned }: ObservedAttempt): string =>
  abandoned ? 'abandoned' : (code ?? 'ok');
