import { mapMaybePromise } from '../async/promise-or-value.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { SharedRequestScope } from '../async/single-flight.ts';
import { createAdmissionQueue } from './admission-queue.ts';
import { type Route, routes } from './attempt.ts';
import { createBackgroundAdmission } from './background-admission.ts';
import { type Breaker, type BreakerState, createBreaker } from './breaker.ts';
import { createConfigurationCheck } from './configuration-check.ts';
import { createIdentities } from './identities.ts';
import type { UpstreamLimits } from './limits.ts';
import { createPause, type Pause } from './pause.ts';
import type { PauseChannel } from './pause-channel.ts';
import { createPauses } from './pauses.ts';
import type { Permit } from './permit.ts';
import type { QuotaWindows } from './quota-windows.ts';
import { breakerOpenError, type SourceLabel } from './upstream-errors.ts';
import { isAnswer, isPerRecord, verdictOn } from './verdict.ts';

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

export interface AdmissionControlOptions extends QuotaWindows {
  readonly source: SourceLabel;
  readonly limits: UpstreamLimits;
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

const breakersOfRoutes = (create: () => Breaker): IdentityState['breakers'] => ({
  list: create(),
  call: create(),
  transcript: create(),
  recording: create(),
  agent: create(),
  agents: create(),
});

/** Admission control of one upstream: circuit breakers for host and routes, and a queue before connections and quota. */
export function createAdmissionControl(options: AdmissionControlOptions): AdmissionControl {
  const { source, limits, window, pauseChannel, onQueued, now } = options;
  const newBreaker = () => createBreaker(limits.breaker, now);
  const newBreakers = () => breakersOfRoutes(newBreaker);
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
  const admitInBackground = createBackgroundAdmission({ ...options, queue, pauses, host, configuration });
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
      if (scope.isBackground) return admitInBackground(name, breaker, scope);
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
