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
  /** Returns when an attempt may be made; throws, or rejects, where it may not. */
  admit(route: Route, scope: SharedRequestScope): Release | Promise<Release>;
  readonly stats: UpstreamStats;
}

/** To be told, once, how the attempt ended: with a failure, or null for an answer. */
export type Release = (failure: unknown) => void;

/** How one upstream is doing at this moment. */
export interface UpstreamStats {
  readonly inFlight: number;
  readonly queued: number;
  /** Requests a second that the quota allows, null for no limit; and how many wait for it. */
  readonly quota: { readonly perSecond: number | null; readonly waiting: number };
  /** Milliseconds of its last answers, the latest weighing most; null before the first. */
  readonly latency: number | null;
  readonly breakers: Readonly<Record<Route | 'host', BreakerState>>;
}

export interface AdmissionControlOptions {
  readonly source: SourceLabel;
  readonly limits: UpstreamLimits;
  readonly quota: Quota;
  /** Told on whose behalf the quota was waited for. */
  readonly onQueued: (scope: RequestScope) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** So that a tenth of all is told by the last one, and hardly anything by what was thirty answers ago. */
const weightOfLast = 0.1;

/** What stands before one upstream: a breaker for the whole of it, one for each route, its quota, and a bounded queue. */
export function createAdmissionControl({
  source,
  limits,
  quota,
  onQueued,
  now,
}: AdmissionControlOptions): AdmissionControl {
  const breakerOf = () => createBreaker(limits.breaker, now);
  const host = breakerOf();
  const byRoute = {
    list: breakerOf(),
    call: breakerOf(),
    transcript: breakerOf(),
    recording: breakerOf(),
    agent: breakerOf(),
  };
  const bulkhead = createBulkhead(limits.connections, limits.queue);
  let latency: number | null = null;
  const resting = () => breakerOpenError(source, limits.breaker.openMs);

  function acquireSlot(route: Breaker, scope: RequestScope): Release | Promise<Release> {
    const place = bulkhead.acquire(scope.cancellation());
    if (place === null) throw queueFullError(source);
    if (!(place instanceof Promise)) return admit(route, scope, place);
    return place.then(
      leave => admit(route, scope, leave),
      cause => Promise.reject(deadlineError(source, cause)),
    );
  }

  /** Both breakers let it pass, or none is asked to judge it. */
  function admit(route: Breaker, scope: RequestScope, leavePlace: () => void): Release {
    const recordHost = host.admit();
    const recordRoute = recordHost && route.admit();
    if (!recordHost || !recordRoute) {
      recordHost?.('ignored');
      leavePlace();
      throw resting();
    }
    const startedAt = now();
    return failure => {
      if (failure === null) noteLatency(now() - startedAt);
      recordHost(verdictOn(failure, 'host', scope));
      recordRoute(verdictOn(failure, 'route', scope));
      leavePlace();
    };
  }

  function noteLatency(took: number): void {
    latency = latency === null ? took : latency + (took - latency) * weightOfLast;
  }

  return {
    admit(name, scope) {
      const route = byRoute[name];
      if (host.isRejecting || route.isRejecting) throw resting();
      const turn = quota.acquire(scope);
      // Awaited only where there is something to wait for, because each wait takes its time.
      if (typeof turn === 'boolean') return acquireSlot(route, scope);
      return turn.then(waited => {
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

/** An abort by the client proves nothing; an error status proves the host alive, but counts against its route. */
function verdictOn(failure: unknown, breaker: 'host' | 'route', scope: RequestScope): Verdict {
  if (scope.cancellation().reason || isStaleConnection(failure)) return 'ignored';
  const countsAgainst = failure instanceof SwitchboardError ? failure.details.countsAgainst : undefined;
  if (countsAgainst === undefined)
    return failure === null || failure instanceof SwitchboardError ? 'success' : 'ignored';
  if (countsAgainst === breaker) return 'failure';
  return countsAgainst === 'host' ? 'ignored' : hostAnswered(failure);
}

const hostAnswered = (failure: unknown): Verdict =>
  failure instanceof SwitchboardError && failure.details.status !== undefined ? 'success' : 'ignored';
