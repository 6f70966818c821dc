import { Counter, type Registry } from 'prom-client';
import { failureReasons } from '../domain/failure-reason.ts';
import { sourceNames } from '../domain/source-name.ts';
import type { ObservedAttempt } from './observer.ts';

/** Counts attempts that did not reach a working upstream, by reason. */
export function countFailureReasons(registry: Registry): (attempt: ObservedAttempt) => void {
  const unavailable = new Counter({
    name: 'switchboard_upstream_unavailable_total',
    help: 'Attempts that did not reach a working upstream, by reason.',
    labelNames: ['source', 'reason'],
    registers: [registry],
  });
  for (const source of sourceNames)
    for (const reason of failureReasons) unavailable.inc({ source, reason }, 0);
  return ({ source, reason, abandoned }) => {
    if (reason !== null && !abandoned) unavailable.inc({ source, reason });
  };
}
