import type { SharedRequestScope } from '../async/single-flight.ts';
import type { Admission } from './admission.ts';
import type { AdmissionQueue } from './admission-queue.ts';
import type { Route } from './attempt.ts';
import { createBackgroundQueue } from './background-queue.ts';
import { createBackgroundQuota } from './background-quota.ts';
import type { Breaker } from './breaker.ts';
import type { ConfigurationCheck } from './configuration-check.ts';
import type { UpstreamLimits } from './limits.ts';
import type { Pauses } from './pauses.ts';
import type { QuotaWindows } from './quota-windows.ts';
import type { SourceLabel } from './upstream-errors.ts';
import { isAnswer, verdictOn } from './verdict.ts';

export interface BackgroundAdmissionOptions extends QuotaWindows {
  readonly source: SourceLabel;
  readonly limits: UpstreamLimits;
  /** Queue of the clients' requests. */
  readonly queue: AdmissionQueue;
  readonly pauses: Pauses;
  /** Breaker of the host. */
  readonly host: Breaker;
  readonly configuration: ConfigurationCheck;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export type AdmitInBackground = (
  route: Route,
  breaker: Breaker,
  scope: SharedRequestScope,
) => Promise<Admission>;

/**
 * Admits background requests. They wait while a breaker is open, and their success closes a half-open one; their failures open
 * none, because clients would lose the route by them.
 */
export function createBackgroundAdmission(options: BackgroundAdmissionOptions): AdmitInBackground {
  const { source, limits, queue, pauses, window, backgroundWindow, host, configuration, now } = options;
  const background = createBackgroundQueue({
    source,
    clients: queue,
    pause: pauses.all,
    quota:
      window && backgroundWindow && createBackgroundQuota({ window, share: backgroundWindow, clock: now }),
    connections: limits.connections,
  });

  return async (route, breaker, scope) => {
    const isOpen = () => host.state !== 'OPEN' && breaker.state !== 'OPEN';
    const permit = await background.enter(scope, isOpen);
    return {
      sent: permit.sent,
      release(failure) {
        if (verdictOn(failure, 'host', scope) === 'success') host.recover();
        if (verdictOn(failure, 'route', scope) === 'success') breaker.recover();
        configuration.record(route, failure, scope);
        permit.end(isAnswer(failure));
      },
    };
  };
}
