import { randomUUID } from 'node:crypto';
import { type Cancellation, createCancellation } from '../../async/cancellation.ts';
import type { RequestScope } from '../../async/request-scope.ts';
import type { SyncClock } from './sync-options.ts';

/** Long enough for the wait behind clients in a busy minute; each attempt has its own timeout. */
const deadlineMs = 300_000;

/** Runs one background request, which is cancelled with the sync or at its deadline. */
export async function inBackground<T>(
  clock: SyncClock,
  sync: Cancellation,
  request: (scope: RequestScope) => Promise<T>,
): Promise<T> {
  const cancellation = createCancellation();
  const done = createCancellation();
  sync.onCancel(cancellation.cancel);
  if (sync.reason) cancellation.cancel(sync.reason);
  const expired = new Error('The deadline of a background request has passed.');
  clock.delay(deadlineMs, done).then(() => cancellation.cancel(expired), ignoreEnd);
  try {
    return await request(scopeOf(clock, cancellation));
  } finally {
    sync.offCancel(cancellation.cancel);
    done.cancel(new Error('The background request is done.'));
  }
}

const ignoreEnd = (): void => {};

function scopeOf(clock: SyncClock, cancellation: Cancellation): RequestScope {
  const endsAt = clock.elapsed() + deadlineMs;
  let hasGivenUp = false;
  return {
    id: `index-${randomUUID()}`,
    caller: () => 'index',
    headers: {},
    isBackground: true,
    cancellation: () => cancellation,
    remaining: () => Math.max(0, endsAt - clock.elapsed()),
    // Each response has a bound of its own, and a scope is for one request.
    receive: () => {},
    charge: null,
    giveUp() {
      hasGivenUp = true;
    },
    hasGivenUp: () => hasGivenUp,
  };
}
