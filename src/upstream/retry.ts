import { delay } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { UpstreamLimits } from './limits.ts';
import { isStaleConnection } from './upstream-errors.ts';

/**
 * Retry budget: each success earns a fifth of a retry, up to ten retries. A total outage earns none, so that retries do
 * not multiply the load.
 */
function createRetryBudget() {
  const maxBalance = 10;
  let balance = maxBalance / 2;
  return {
    earn(): void {
      balance = Math.min(maxBalance, balance + 0.2);
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
   * Retries transient failures with exponential backoff and full jitter, within the client's deadline. A cancellation
   * ends the wait, and the promise rejects with the last failure.
   */
  run<T>(attempt: RunAttempt<T>, scope: RequestScope): Promise<T>;
}

/** `newConnection` is true after a stale connection, because the pool's other connections may be stale too. */
type RunAttempt<T> = (number: number, newConnection: boolean) => Promise<T>;

/** Retry policy of one upstream. See docs/decisions/0004-admission-control.md. */
export function createRetries({ limits, random }: RetryOptions): Retries {
  const budget = createRetryBudget();

  function runAttempt<T>(
    number: number,
    newConnection: boolean,
    attempt: RunAttempt<T>,
    scope: RequestScope,
  ): Promise<T> {
    return attempt(number, newConnection).then(earn, failure => retry(failure, number, attempt, scope));
  }

  function earn<T>(result: T): T {
    budget.earn();
    return result;
  }

  async function retry<T>(
    failure: unknown,
    number: number,
    attempt: RunAttempt<T>,
    scope: RequestScope,
  ): Promise<T> {
    const waitMs = number < attemptsOf(scope, failure) ? delayAfter(failure, number) : null;
    if (waitMs === null || waitMs >= scope.remaining()) throw failure;
    scope.attemptFailed?.(failure);
    if (scope.cancellation().reason) throw failure;
    // A stale connection costs no budget, because the request put no load on the upstream.
    if (!isStaleConnection(failure) && !budget.spend()) throw failure;
    // A cancelled wait rejects with the failure of the attempt, which says more than the cancellation.
    await delay(waitMs, scope.cancellation()).catch(() => Promise.reject(failure));
    return runAttempt(number + 1, isStaleConnection(failure), attempt, scope);
  }

  /** Background work tries again by itself, because its retries would use up the budget of clients. */
  const attemptsOf = ({ isBackground }: RequestScope, failure: unknown): number =>
    isBackground && !isStaleConnection(failure) ? 1 : limits.attempts;

  function delayAfter(failure: unknown, number: number): number | null {
    if (!(failure instanceof SwitchboardError) || !failure.details.transient) return null;
    if (failure.details.staleConnection) return 0;
    if (failure.details.perRecord && number > 1) return null;
    const jitter = random() * limits.retryBaseMs * 2 ** (number - 1);
    if (failure.details.retryAfter !== undefined) return failure.details.retryAfter * 1000 + jitter;
    // A 429 waits ten times as long, because most limits count whole seconds.
    return failure.code === 'UPSTREAM_RATE_LIMITED' ? jitter + 10 * limits.retryBaseMs : jitter;
  }

  return { run: (attempt, scope) => runAttempt(1, false, attempt, scope) };
}
