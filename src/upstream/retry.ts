import { wait } from '../domain/ending.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import type { UpstreamLimits } from './limits.ts';

/**
 * What retries may cost: each success earns a fifth of one, up to ten. In a total outage nothing is earned,
 * so that retries do not multiply the load just when it hurts.
 */
export function createRetryBudget() {
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

export interface Retrying {
  readonly limits: Pick<UpstreamLimits, 'attempts' | 'retryBaseMs'>;
  readonly budget: ReturnType<typeof createRetryBudget>;
  readonly random: () => number;
}

/**
 * Repeats what failed for a passing reason, after a random wait that its client's time allows and that ends
 * when the client leaves. Ours, because p-retry waits neither for `Retry-After` nor by full jitter, and
 * cockatiel's wait does not hear an abort.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  scope: RequestScope,
  { limits, budget, random }: Retrying,
): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      const result = await attempt(number);
      budget.earn();
      return result;
    } catch (failure) {
      const delay = number < limits.attempts ? delayAfter(failure, number) : null;
      if (delay === null || delay >= scope.remaining() || !budget.spend()) throw failure;
      // What ends the wait is the client's or the deadline's: the failure at hand says more.
      await wait(delay, scope.ending()).catch(() => Promise.reject(failure));
    }
  }

  function delayAfter(failure: unknown, number: number): number | null {
    if (!(failure instanceof SwitchboardError) || !failure.facts.passing) return null;
    const jitter = random() * limits.retryBaseMs * 2 ** (number - 1);
    if (failure.facts.retryAfter !== undefined) return failure.facts.retryAfter * 1000 + jitter;
    // Because who allows no more requests in this second will not do so in the next tenth of it.
    return failure.code === 'UPSTREAM_RATE_LIMITED' ? jitter + 10 * limits.retryBaseMs : jitter;
  }
}
