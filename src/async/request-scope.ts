import type { Cancellation } from './cancellation.ts';

/** Takes back the charge for a request that was not sent. */
export type Refund = () => void;

/** Identity, deadline, cancellation and byte budget of the client request that a source is read for. */
export interface RequestScope {
  /** The request id, which upstreams receive too, so that their logs can be joined with those of the gateway. */
  readonly id: string;
  /** Key of the caller: of its credential or, without credentials, of its address. */
  caller(): string;
  /** The client's headers to forward to upstreams, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Cancelled when the client disconnects or the deadline passes. */
  cancellation(): Cancellation;
  /** Milliseconds until the deadline, never negative. */
  remaining(): number;
  /** Counts bytes of upstream responses; throws QUERY_TOO_EXPENSIVE beyond the byte budget of the request. */
  receive(bytes: number): void;
  /**
   * Counts an upstream request for the caller, and returns a function that takes it back. Rejects with RATE_LIMITED above
   * the caller's limit. Null without such a limit.
   */
  readonly charge: (() => Promise<Refund>) | null;
  /** Gives up a source whose quota had no room for a request, so that the others do not wait in vain. */
  giveUp(source: string): void;
  hasGivenUp(source: string): boolean;
  /** True for background work, such as that of the call index, which waits behind all requests of clients. */
  readonly isBackground?: true | undefined;
  /** Called after a failed attempt that would be retried; a caller with a stale value may cancel instead. */
  attemptFailed?(failure: unknown): void;
}

/** Whether a request has headers for the upstreams, whose responses then belong to that client alone. */
export const isPersonal = ({ headers }: Pick<RequestScope, 'headers'>): boolean =>
  Object.keys(headers).length > 0;
