import { type Ending, endingOf } from './ending.ts';

/** What is looked at of a client's request before its body, whichever way it came in: a Request is one. */
export type RequestHead = Readable & ({ readonly signal: AbortSignal } | { readonly leaving: Leaving });

interface Readable {
  readonly headers: { get(name: string): string | null };
}

/** Whether the client has left before it had its answer. */
export interface Leaving {
  hasLeft(): boolean;
  /** For who wants to hear of it, and made for them. */
  ending(): Ending;
}

export const leavingOf = (head: RequestHead): Leaving =>
  'leaving' in head
    ? head.leaving
    : { hasLeft: () => head.signal.aborted, ending: () => endingOf(head.signal) };
