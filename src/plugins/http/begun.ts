import type { Caller } from '../../domain/caller.ts';
import type { RequestHead } from '../../domain/request-head.ts';

/** What the short way did of a request before it left it to the long one, so that nothing is counted or read twice. */
export interface Begun {
  readonly head: RequestHead;
  /** Rejected where the caller is refused. */
  readonly caller: Promise<Caller>;
  /** Rejected where it is refused; null where it was not read. */
  readonly body: Promise<string> | null;
}

export const begunIn = (serverContext: object): Begun | null =>
  'begun' in serverContext ? (serverContext.begun as Begun) : null;
