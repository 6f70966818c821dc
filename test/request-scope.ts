import { createCancellation } from '../src/async/cancellation.ts';
import type { RequestScope } from '../src/async/request-scope.ts';

/** The scope of a client request that is never cancelled and has no byte budget, with the given members replaced. */
export const requestScope = (replaced: Partial<RequestScope> = {}): RequestScope => ({
  id: 'a-request',
  caller: () => 'a-caller',
  headers: {},
  cancellation: createCancellation,
  remaining: () => 10_000,
  receive: () => {},
  charge: null,
  giveUp: () => {},
  hasGivenUp: () => false,
  ...replaced,
});

/** The scope of background work, until it is cancelled. */
export const backgroundScope = (cancellation = createCancellation()): RequestScope => ({
  ...requestScope({ id: 'background', remaining: () => Number.POSITIVE_INFINITY }),
  isBackground: true,
  cancellation: () => cancellation,
});
