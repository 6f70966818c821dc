import type { RequestScope } from '../async/request-scope.ts';
import type { SharedRequestScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { Route } from './attempt.ts';
import { type Breaker, type BreakerState, createBreaker, type Verdict } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import type { UpstreamLimits } from './limits.ts';
import type { Quota } from './quota.ts';
import {
  breakerOpenError,
  deadlineError,
  isStaleConnection,
  queueFullError,
  type SourceLabel,
} from './upstream-errors.ts';

const routes = ['list', 'call', 'transcript', 'recording', 'agent'] as const satisfies readonly Route[];

export interface AdmissionControl {
  /** Admits one attempt, synchronously unless it has to wait. Throws or rejects if the attempt may not start. */
  admit(route: Route, scope: SharedRequestScope): Release | Promise<Release>;
  readonly stats: UpstreamStats;
}

/** Reports the outcome of an admitted attempt, exactly once; `failure` is null for a success. */
export type Release = (failure: unknown) => void;

export interface UpstreamStats {
  readonly inFlight: number;
  readonly queued: number;
  /** `perSecond` is null without a limit; `waiting` counts the requests that wait for the quota. */
  readonly quota: { readonly perSecond: number | null; readonly waiting: number };
  /** Exponentially weighted moving average of response times, in milliseconds; null before the first response. */
  readonly latency: number | null;
  readonly breakers: Readonly<Record<Route | 'host', BreakerState>>;
}

export interface AdmissionControlOptions {
  readonly source: SourceLabel;
  readonly limits: UpstreamLimits;
  readonly quota: Quota;
  /** Called after a wait for the quota, with the scope that started the request. */
  readonly onQueued: (scope: RequestScope) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Weight of the latest response; all responses before the last thirty together weigh under 5%. */
const latencyWeight = 0.1;

/** Admission control of one upstream: circuit breakers for host and routes, the quota, and a bulkhead. */
export function createAdmissionControl({
  source,
  limits,
  quota,
  onQueued,
  now,
}: AdmissionControlOptions): AdmissionControl {
  const newBreaker = () => createBreaker(limits.breaker, now);
  const host = newBreaker();
  const byRoute = {
    list: newBreaker(),
    call: newBreaker(),
    transcript: newBreaker(),
    recording: newBreaker(),
    agent: newBreaker(),
  };
  const bulkhead = createBulkhead(limits.connections, limits.queue);
  let latency: number | null = null;
  const breakerOpen = () => breakerOpenError(source, limits.breaker.openMs);

  function acquireSlot(route: Breaker, scope: RequestScope): Release | Promise<Release> {
    const slot = bulkhead.acquire(scope.cancellation());
    if (slot === null) throw queueFullError(source);
    if (!(slot instanceof Promise)) return enterBreakers(route, scope, slot);
    return slot.then(
      releaseSlot => enterBreakers(route, scope, releaseSlot),
      cause => Promise.reject(deadlineError(source, cause)),
    );
  }

  /** Admits an attempt if both breakers do. A route that rejects leaves the host's breaker unchanged. */
  function enterBreakers(route: Breaker, scope: RequestScope, releaseSlot: () => void): Release {
    const recordHost = host.admit();
    const recordRoute = recordHost && route.admit();
    if (!recordHost || !recordRoute) {
      recordHost?.('ignored');
      releaseSlot();
      throw breakerOpen();
    }
    const startedAt = now();
    return failure => {
      if (failure === null) recordLatency(now() - startedAt);
      recordHost(verdictOn(failure, 'host', scope));
      recordRoute(verdictOn(failure, 'route', scope));
      releaseSlot();
    };
  }

  function recordLatency(milliseconds: number): void {
    latency = latency === null ? milliseconds : latency + (milliseconds - latency) * latencyWeight;
  }

  return {
    admit(name, scope) {
      const route = byRoute[name];
      if (host.isRejecting || route.isRejecting) throw breakerOpen();
      const acquired = quota.acquire(scope);
      // No await if the quota has room, because an await adds a microtask.
      if (typeof acquired === 'boolean') return acquireSlot(route, scope);
      return acquired.then(waited => {
        if (waited) onQueued(scope.leader);
        return acquireSlot(route, scope);
      });
    },
    get stats() {
      const states = routes.map(route => [route, byRoute[route].state] as const);
      const breakers = { host: host.state, ...Object.fromEntries(states) } as UpstreamStats['breakers'];
      const { perSecond, waiting } = quota;
      return {
        inFlight: bulkhead.inFlight,
        queued: bulkhead.queued,
        quota: { perSecond, waiting },
        latency,
        breakers,
      };
    },
  };
}

/**
 * Verdict on one breaker. Breakers ignore a cancellation. An error status is a failure for the route's breaker and a
 * success for the host's.
 */
function verdictOn(failure: unknown, breaker: 'host' | 'route', scope: RequestScope): Verdict {
  if (scope.cancellation().reason || isStaleConnection(failure)) return 'ignored';
  const countsAgainst = failure instanceof SwitchboardError ? failure.details.countsAgainst : undefined;
  if (countsAgainst === undefined)
    return failure === null || failure instanceof SwitchboardError ? 'success' : 'ignored';
  if (countsAgainst === breaker) return 'failure';
  return countsAgainst === 'host' ? 'ignored' : hostVerdict(failure);
}

const hostVerdict = (failure: unknown): Verdict =>
  failure instanceof SwitchboardError && failure.details.status !== undefined ? 'success' : 'ignored';
