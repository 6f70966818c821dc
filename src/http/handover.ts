import type { Caller } from '../domain/caller.ts';
import type { RequestState } from '../observability/request-state.ts';

/** Work that the fast path already did for a request it hands over to Yoga: authentication, rate limiting, the body. */
export interface FastPathHandover {
  readonly state: RequestState;
  readonly caller: Promise<Caller>;
  /** Null if the body was not read. Rejects if the caller or the body is rejected. */
  readonly body: Promise<string> | null;
}

/** The server context of each request that Yoga handles. */
export interface YogaServerContext {
  handover?: FastPathHandover;
  state?: RequestState;
}

export const handoverFrom = (serverContext: object): FastPathHandover | null =>
  'handover' in serverContext ? (serverContext.handover as FastPathHandover) : null;

/** The state of a request, which Yoga carries from its server context into the context of each hook. */
export function requestStateFrom(context: object): RequestState {
  if (!('state' in context)) throw new Error('This request has no state.');
  return context.state as RequestState;
}
