import { createCancellation } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { SharedRequestScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';

/** The scope of a reader that has a stale value: it ends with the first attempt that times out, not with the last retry. */
export interface ScopeUntilTimeout {
  readonly scope: SharedRequestScope;
  /** The timeout that ended it; null while none has. */
  failure(): unknown;
  dispose(): void;
}

export function untilFirstTimeout(reader: RequestScope): ScopeUntilTimeout {
  const ending = createCancellation();
  let failure: unknown = null;
  const { reason } = reader.cancellation();
  if (reason) ending.cancel(reason);
  else reader.cancellation().onCancel(ending.cancel);
  return {
    scope: {
      leader: reader,
      id: reader.id,
      headers: reader.headers,
      cancellation: () => ending,
      remaining: () => reader.remaining(),
      receive: bytes => reader.receive(bytes),
      attemptFailed(cause) {
        if (!isTimeout(cause)) return;
        failure ??= cause;
        ending.cancel(cause);
      },
    },
    failure: () => failure,
    dispose: () => reader.cancellation().offCancel(ending.cancel),
  };
}

/** A 504 is the timeout of a proxy before the source. Other failures come fast, and a retry may well succeed. */
const isTimeout = (failure: unknown): failure is SwitchboardError =>
  failure instanceof SwitchboardError &&
  (failure.code === 'UPSTREAM_TIMEOUT' || failure.details.status === 504);
