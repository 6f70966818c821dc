/** What is looked at of a client's request before its body, whichever way it came in: a Request is one. */
export interface RequestHead {
  readonly headers: { get(name: string): string | null };
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** The same as a question, for who only wants to know it now and makes no signal for that. */
  hasLeft?(): boolean;
}
