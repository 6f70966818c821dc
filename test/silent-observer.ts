import type { GatewayObserver } from '../src/observability/observer.ts';

const ignore = () => {};

/** An observer that ignores every event, to be extended by the events that a test observes. */
export const silentObserver: GatewayObserver = {
  request: ignore,
  attempt: ignore,
  sourceEvent: ignore,
  clientError: ignore,
  connectionClosed: ignore,
  unexpectedError: ignore,
  drift: ignore,
  redis: ignore,
  redisFailure: ignore,
  index: ignore,
  indexRead: ignore,
  traceExport: ignore,
};
