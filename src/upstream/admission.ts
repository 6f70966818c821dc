import { mapMaybePromise } from '../async/promise-or-value.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { SharedRequestScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';
import { createAdmissionQueue } from './admission-queue.ts';
import type { Route } from './attempt.ts';
import { type Breaker, type BreakerState, createBreaker, type Verdict } from './breaker.ts';
import { createConfigurationCheck } from './configuration-check.ts';
import { createIdentities } from './identities.ts';
import type { UpstreamLimits } from './limits.ts';
import { createPause, type Pause } from './pause.ts';
import type { PauseChannel } from './pause-channel.ts';
import { createPauses } from './pauses.ts';
import type { Permit } from './permit.ts';
import type { SlidingWindow } from './sliding-window.ts';
import { breakerOpenError, isStaleConnection, type SourceLabel } from './upstream-errors.ts';

const routes = ['list', 'call', 'transcript', 'recording', 'agent'] as const satisfies readonly Route[];

export interface AdmissionControl {
  /** Admits one attempt, synchronously unless it has to wait. Throws or rejects if the attempt may not start. */
  admit(route: Route, scope: SharedRequestScope): Admission | Promise<Admission>;
  /** Stops requests of this identity, or all, for some seconds after a 429 (`Retry-After`). */
  pause(scope: RequestScope, seconds: number): void;
  /** Lifts all pauses; false unless the other processes are told. */
  liftPauses(): Promise<boolean>;
  readonly stats: UpstreamStats;
}

/** An admitted attempt. */
export interface Admission {
  /** Called at the moment at which the request is written. */
  sent(): void;
  /** Reports the outcome of the request for a path, exactly once; `failure` is null for a success. */
  release(failure: unknown, path: string): void;
}

export interface UpstreamStats {
  readonly inFlight: number;
  /** Requests that wait for a connection or for the quota. */
  readonly queued: number;
  /** `perSecond` is null without a limit; `waiting` counts the requests that wait although a connection is free. */
  readonly quota: { readonly perSecond: number | null; readonly waiting: number };
  /** Exponentially weighted moving average of response times, in milliseconds; null before the first response. */
  readonly latency: number | null;
  readonly breakers: Readonly<Record<Route | 'host', BreakerState>>;
  /** Milliseconds until the pause of all requests ends; 0 without one. */
  readonly pausedMs: number;
  /** Whether responses show that the settings of the source are wrong. */
  readonly isMisconfigured: boolean;
}

export interface AdmissionControlOptions {
  readonly source: SourceLabel;
  readonly limits: UpstreamLimits;
  /** Null without a quota. */
  readonly window: SlidingWindow | null;
  /** Null without Redis. */
  readonly pauseChannel: PauseChannel | null;
  /** Called after a wait in the queue, with the scope that started the request. */
  readonly onQueued: (scope: RequestScope) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Weight of the latest response; all responses before the last thirty together weigh under 5%. */
const latencyWeight = 0.1;

/** State of an upstream for one identity, because an identity may be limited, or fail, alone. */
interface IdentityState {
  readonly pause: Pause;
  readonly breakers: Readonly<Record<Route, Breaker>>;
}

/** Admission control of one upstream: circuit breakers for host and routes, and a queue before connections and quota. */
export function createAdmissionControl(options: AdmissionControlOptions): AdmissionControl {
  const { source, limits, window, pauseChannel, onQueued, now } = options;
  const newBreaker = () => createBreaker(limits.breaker, now);
  const newBreakers = () => ({
    list: newBreaker(),
    call: newBreaker(),
    transcript: newBreaker(),
    recording: newBreaker(),
    agent: newBreaker(),
  });
  const host = newBreaker();
  const pauses = createPauses({
    identities: () => identities.all().map(({ pause }) => pause),
    channel: pauseChannel,
    onChange: () => queue.refresh(),
    now,
  });
  const identities = createIdentities<IdentityState>({ pause: pauses.all, breakers: newBreakers() }, () => ({
    pause: createPause(now),
    breakers: newBreakers(),
  }));
  const queue = createAdmissionQueue({
    source,
    maxConcurrent: limits.connections,
    maxQueued: limits.queue,
    window,
    pause: pauses.all,
  });
  const configuration = createConfigurationCheck();
  let latency: number | null = null;
  const breakerOpen = () => breakerOpenError(source, limits.breaker.openMs);

  /** Admits an attempt if both breakers do. A route that rejects leaves the host's breaker unchanged. */
  function enterBreakers(
    name: Route,
    breaker: Breaker,
    scope: SharedRequestScope,
    permit: Permit,
  ): Admission {
    if (permit.waited) onQueued(scope.leader);
    const recordHost = host.admit();
    const recordRoute = recordHost && breaker.admit();
    if (!recordHost || !recordRoute) {
      recordHost?.('ignored');
      permit.end(false);
      throw breakerOpen();
    }
    const startedAt = now();
    return {
      sent: permit.sent,
      release(failure, path) {
        if (failure === null) recordLatency(now() - startedAt);
        recordHost(verdictOn(failure, 'host', scope));
        recordRoute(verdictOn(failure, 'route', scope), isPerRecord(failure) ? path : null);
        configuration.record(name, failure, scope);
        permit.end(isAnswer(failure));
      },
    };
  }

  function recordLatency(milliseconds: number): void {
    latency = latency === null ? milliseconds : latency + (milliseconds - latency) * latencyWeight;
  }

  /** State of a route over all identities: half open if they differ. */
  function stateOf(route: Route): BreakerState {
    const [first = 'CLOSED', ...others] = identities.all().map(({ breakers }) => breakers[route].state);
    return others.every(state => state === first) ? first : 'HALF_OPEN';
  }

  return {
    admit(name, scope) {
      const { breakers, pause } = identities.of(scope);
      const breaker = breakers[name];
      if (host.isRejecting || breaker.isRejecting) throw breakerOpen();
      const permit = queue.enter(scope, pause);
      // No await if nothing has to wait, because an await adds a microtask.
      return mapMaybePromise(permit, admitted => enterBreakers(name, breaker, scope, admitted));
    },
    pause: (scope, seconds) => pauses.start(identities.of(scope).pause, seconds),
    liftPauses: pauses.lift,
    get stats() {
      const states = routes.map(route => [route, stateOf(route)] as const);
      const breakers = { host: host.state, ...Object.fromEntries(states) } as UpstreamStats['breakers'];
      return {
        inFlight: queue.inFlight,
        queued: queue.queued,
        quota: { perSecond: window?.count ?? null, waiting: queue.waitingForQuota },
        latency,
        breakers,
        pausedMs: pauses.all.remainingMs(),
        isMisconfigured: configuration.isMisconfigured,
      };
    },
  };
}

/** Whether the upstream has answered, and not by asking for a pause. */
const isAnswer = (failure: unknown): boolean =>
  failure === null ||
  (failure instanceof SwitchboardError &&
    failure.details.status !== undefined &&
    failure.details.status !== 429);

const isPerRecord = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.details.perRecord === true;

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
