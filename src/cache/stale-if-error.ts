import type { RequestScope } from '../async/request-scope.ts';
import { SwitchboardError } from '../domain/errors.ts';
import { type Entry, usableMs } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import { type CacheLookup, fallbackOf, isDeepEnough } from './lookup.ts';
import type { ReadThroughOptions } from './read-through.ts';

interface Stale<T> {
  readonly policy: CachePolicy<T>;
  readonly value: T;
  readonly at: number;
}

type StaleIfErrorOptions = Pick<ReadThroughOptions, 'store' | 'now' | 'onSourceEvent'>;

/** Stale-if-error (RFC 5861): the last cached value of a lookup replaces a retryable failure. */
export function createStaleIfError({ store, now, onSourceEvent }: StaleIfErrorOptions) {
  /** Returns the newer of the usable entries of a policy and its fallback; never a negative entry. */
  function staleOf<T>(lookup: CacheLookup<T>): Stale<T> | null {
    const fallback = fallbackOf(store, lookup);
    const other = fallback && staleOf(fallback);
    const entry = store.peek(lookup.entryKey) as Entry<T> | undefined;
    if (!entry || entry.value === null || !isDeepEnough(lookup, entry) || usableMs(entry, now()) <= 0)
      return other;
    const { value, at } = entry;
    return other && other.at > at ? other : { policy: lookup.policy, value, at };
  }

  /** Returns the last cached value, or throws the failure. */
  function staleIfError<T>(lookup: CacheLookup<T>, failure: unknown, scope: RequestScope): T {
    const stale = staleOf(lookup);
    if (!stale || !isRetryable(failure)) throw failure;
    const { at } = stale;
    onSourceEvent('STALE', scope, { at });
    const value = stale.policy.refresh?.(stale.value, at) ?? stale.value;
    return stale.policy.markStale?.(value, at, failure) ?? value;
  }

  return { staleOf, staleIfError };
}

/** Whether stale-if-error applies; rejected credentials do not count, because access may have been revoked. */
const isRetryable = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.details.retryable === true;
