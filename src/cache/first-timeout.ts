import { createCancellation } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { type SharedRequestScope, tellCallers } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';

/** Scope of a read with a stale value: the first attempt that times out cancels it, not only the last retry. */
export interface ScopeUntilTimeout {
  readonly scope: SharedRequestScope;
  /** The timeout that cancelled the scope; null if none has. */
  failure(): unknown;
  dispose(): void;
}

export function untilFirstTimeout(reader: RequestScope): ScopeUntilTimeout {
  const cancellation = createCancellation();
  let failure: unknown = null;
  const { reason } = reader.cancellation();
  if (reason) cancellation.cancel(reason);
  else reader.cancellation().onCancel(cancellation.cancel);
  return {
    scope: {
      leader: reader,
      id: reader.id,
      caller: () => reader.caller(),
      onCaller: listener => tellCallers(reader, listener),
      headers: reader.headers,
      cancellation: () => cancellation,
      remaining: () => reader.remaining(),
      receive: bytes => reader.receive(bytes),
      charge: reader.charge,
      giveUp: source => reader.giveUp(source),
      hasGivenUp: source => reader.hasGivenUp(source),
      attemptFailed(cause) {
        if (!isTimeout(cause)) return;
        failure ??= cause;
        cancellation.cancel(cause);
      },
      traced: null,
    },
    failure: () => failure,
    dispose: () => reader.cancellation().offCancel(cancellation.cancel),
  };
}

/** Counts a 504 too, because that is the timeout of a proxy. Other failures are fast, so a retry is worth its time. */
const isTimeout = (failure: unknown): failure is SwitchboardError =>
  failure instanceof SwitchboardError &&
  (failure.code === 'UPSTREAM_TIMEOUT' || failure.details.status === 504);
