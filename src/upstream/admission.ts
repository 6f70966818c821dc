import type { RequestScope } from '../async/request-scope.ts';
import type { SharedScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { Route } from './attempt.ts';
import { type Breaker, type BreakerState, createBreaker, type Verdict } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import type { UpstreamLimits } from './limits.ts';
import type { Quota } from './quota.ts';
import {
  type Blamed,
  endedFailure,
  isUnheard,
  overloadedFailure,
  restingFailure,
} from './upstream-errors.ts';

const routes = ['list', 'call', 'transcript', 'recording', 'agent'] as const satisfies readonly Route[];

export interface Gates {
  /** Returns when an attempt may be made; throws, or rejects, where it may not. */
  enter(route: Route, scope: SharedScope): Leave | Promise<Leave>;
  readonly load: Load;
}

/** To be told, once, how the attempt ended: with a failure, or null for an answer. */
export type Leave = (failure: unknown) => void;

/** How one upstream is doing at this moment. */
export interface Load {
  readonly inFlight: number;
  readonly queued: number;
  /** Requests a second that the quota allows, null for no limit; and how many wait for it. */
  readonly quota: { readonly perSecond: number | null; readonly waiting: number };
  /** Milliseconds of its last answers, the latest weighing most; null before the first. */
  readonly latency: number | null;
  readonly breakers: Readonly<Record<Route | 'host', BreakerState>>;
}

export interface GatesOptions {
  readonly blamed: Blamed;
  readonly limits: UpstreamLimits;
  readonly quota: Quota;
  /** Told on whose behalf the quota was waited for. */
  readonly queued: (scope: RequestScope) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** So that a tenth of all is told by the last one, and hardly anything by what was thirty answers ago. */
const weightOfLast = 0.1;

/** What stands before one upstream: a breaker for the whole of it, one for each route, its quota, and a bounded queue. */
export function createGates({ blamed, limits, quota, queued, now }: GatesOptions): Gates {
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
  const resting = () => restingFailure(blamed, limits.breaker.openMs);

  function takePlace(route: Breaker, scope: RequestScope): Leave | Promise<Leave> {
    const place = bulkhead.enter(scope.ending());
    if (place === null) throw overloadedFailure(blamed);
    if (!(place instanceof Promise)) return admit(route, scope, place);
    return place.then(
      leave => admit(route, scope, leave),
      cause => Promise.reject(endedFailure(blamed, cause)),
    );
  }

  /** Both breakers let it pass, or none is asked to judge it. */
  function admit(route: Breaker, scope: RequestScope, leavePlace: () => void): Leave {
    const tellHost = host.admit();
    const tellRoute = tellHost && route.admit();
    if (!tellHost || !tellRoute) {
      tellHost?.('neither');
      leavePlace();
      throw resting();
    }
    const startedAt = now();
    return failure => {
      if (failure === null) noteLatency(now() - startedAt);
      tellHost(verdictOn(failure, 'host', scope));
      tellRoute(verdictOn(failure, 'route', scope));
      leavePlace();
    };
  }

  function noteLatency(took: number): void {
    latency = latency === null ? took : latency + (took - latency) * weightOfLast;
  }

  return {
    enter(name, scope) {
      const route = byRoute[name];
      if (host.refuses || route.refuses) throw resting();
      const turn = quota.take(scope);
      // Awaited only where there is something to wait for, because each wait takes its time.
      if (typeof turn === 'boolean') return takePlace(route, scope);
      return turn.then(waited => {
        if (waited) queued(scope.leader);
        return takePlace(route, scope);
      });
    },
    get load() {
      const states = routes.map(route => [route, byRoute[route].state] as const);
      const breakers = { host: host.state, ...Object.fromEntries(states) } as Load['breakers'];
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
function verdictOn(failure: unknown, gate: 'host' | 'route', scope: RequestScope): Verdict {
  if (scope.ending().over || isUnheard(failure)) return 'neither';
  const breaks = failure instanceof SwitchboardError ? failure.facts.breaks : undefined;
  if (breaks === undefined)
    return failure === null || failure instanceof SwitchboardError ? 'success' : 'neither';
  if (breaks === gate) return 'failure';
  return breaks === 'host' ? 'neither' : hostAnswered(failure);
}

const hostAnswered = (failure: unknown): Verdict =>
  failure instanceof SwitchboardError && failure.facts.status !== undefined ? 'success' : 'neither';
