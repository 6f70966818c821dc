import { createEnding } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { SharedScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';

/** The scope of a reader that has a stale value: it ends with the first attempt that times out, not with the last retry. */
export interface ScopeUntilTimeout {
  readonly scope: SharedScope;
  /** The timeout that ended it; null while none has. */
  failure(): unknown;
  dispose(): void;
}

export function untilFirstTimeout(reader: RequestScope): ScopeUntilTimeout {
  const ending = createEnding();
  let failure: unknown = null;
  const { over } = reader.ending();
  if (over) ending.end(over);
  else reader.ending().listen(ending.end);
  return {
    scope: {
      leader: reader,
      id: reader.id,
      headers: reader.headers,
      ending: () => ending,
      remaining: () => reader.remaining(),
      receive: bytes => reader.receive(bytes),
      attemptFailed(cause) {
        if (!isTimeout(cause)) return;
        failure ??= cause;
        ending.end(cause);
      },
    },
    failure: () => failure,
    dispose: () => reader.ending().unlisten(ending.end),
  };
}

/** A 504 is the timeout of a proxy before the source. Other failures come fast, and a retry may well succeed. */
const isTimeout = (failure: unknown): failure is SwitchboardError =>
  failure instanceof SwitchboardError &&
  (failure.code === 'UPSTREAM_TIMEOUT' || failure.facts.status === 504);
