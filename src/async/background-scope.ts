import type { Cancellation } from './cancellation.ts';
import type { RequestScope } from './request-scope.ts';

/** Scope of background work, without a client: its requests wait for as long as necessary, until it is cancelled. */
export const createBackgroundScope = (id: string, cancellation: Cancellation): RequestScope => ({
  id,
  caller: () => 'background',
  headers: {},
  isBackground: true,
  cancellation: () => cancellation,
  remaining: () => Number.POSITIVE_INFINITY,
  receive: () => {},
  charge: null,
  giveUp: () => {},
  hasGivenUp: () => false,
});
