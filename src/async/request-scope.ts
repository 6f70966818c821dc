import type { Cancellation } from './cancellation.ts';

/** On whose behalf a source is asked, and how long that may take. */
export interface RequestScope {
  /** Travels to the upstreams, so that their logs and ours can be joined. */
  readonly id: string;
  /** What else of the client's own the upstreams are told: its headers, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends when the client has left or the time is over. */
  cancellation(): Cancellation;
  /** Milliseconds until the time is over, never negative. */
  remaining(): number;
  /** Counts what upstreams have sent for it; throws QUERY_TOO_EXPENSIVE once that is more than one answer may take. */
  receive(bytes: number): void;
  /** Called when an attempt has failed and a retry would follow; whoever has a stale answer may leave then. */
  attemptFailed?(failure: unknown): void;
}
