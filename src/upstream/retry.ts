import { delay } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { UpstreamLimits } from './limits.ts';
import { isStaleConnection } from './upstream-errors.ts';

/**
 * What retries may cost: each success earns a fifth of one, up to ten. In a total outage nothing is earned,
 * so that retries do not multiply the load just when it hurts.
 */
function createRetryBudget() {
  const most = 10;
  let balance = most / 2;
  return {
    earn(): void {
      balance = Math.min(most, balance + 0.2);
    },
    spend(): boolean {
      if (balance < 1) return false;
      balance -= 1;
      return true;
    },
  };
}

export interface RetryOptions {
  readonly limits: Pick<UpstreamLimits, 'attempts' | 'retryBaseMs'>;
  readonly random: () => number;
}

export interface Retries {
  /**
   * Repeats what failed for a passing reason, after a random wait that its client's time allows and that ends
   * when the client leaves.
   */
  run<T>(attempt: Attempt<T>, scope: RequestScope): Promise<T>;
}

/** On a new connection where the one before was not heard: other connections may be as stale, and then none of it would ever count. */
type Attempt<T> = (number: number, newConnection: boolean) => Promise<T>;

/** The retries of one upstream. See docs/decisions/0004-admission-control.md. */
export function createRetries({ limits, random }: RetryOptions): Retries {
  const budget = createRetryBudget();

  function make<T>(
    number: number,
    newConnection: boolean,
    attempt: Attempt<T>,
    scope: RequestScope,
  ): Promise<T> {
    return attempt(number, newConnection).then(earned, failure => again(failure, number, attempt, scope));
  }

  function earned<T>(result: T): T {
    budget.earn();
    return result;
  }

  async function again<T>(
    failure: unknown,
    number: number,
    attempt: Attempt<T>,
    scope: RequestScope,
  ): Promise<T> {
    const waitMs = number < limits.attempts ? delayAfter(failure, number) : null;
    if (waitMs === null || waitMs >= scope.remaining()) throw failure;
    scope.attemptFailed?.(failure);
    if (scope.cancellation().reason) throw failure;
    // Because what was not heard is no load, and no sign of an outage.
    if (!isStaleConnection(failure) && !budget.spend()) throw failure;
    // What ends the wait is the client's or the deadline's: the failure at hand says more.
    await delay(waitMs, scope.cancellation()).catch(() => Promise.reject(failure));
    return make(number + 1, isStaleConnection(failure), attempt, scope);
  }

  function delayAfter(failure: unknown, number: number): number | null {
    if (!(failure instanceof SwitchboardError) || !failure.details.transient) return null;
    if (failure.details.staleConnection) return 0;
    const jitter = random() * limits.retryBaseMs * 2 ** (number - 1);
    if (failure.details.retryAfter !== undefined) return failure.details.retryAfter * 1000 + jitter;
    // Because who allows no more requests in this second will not do so in the next tenth of it.
    return failure.code === 'UPSTREAM_RATE_LIMITED' ? jitter + 10 * limits.retryBaseMs : jitter;
  }

  return { run: (attempt, scope) => make(1, false, attempt, scope) };
}
