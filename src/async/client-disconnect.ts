/** What is looked at of a client's request before its body, whichever way it came in: a Request is one. */
export type RequestHead = Readable &
  ({ readonly signal: AbortSignal } | { readonly leaving: ClientDisconnect });

interface Readable {
  readonly headers: { get(name: string): string | null };
}

/** Whether the client has left before it had its answer. */
export interface ClientDisconnect {
  disconnected(): boolean;
  /** Calls when it leaves, which is at once where it has left; gives what lets go of it. */
  onDisconnect(leave: (reason: Error) => void): () => void;
}

export const clientDisconnectOf = (head: RequestHead): ClientDisconnect =>
  'leaving' in head
    ? head.leaving
    : { disconnected: () => head.signal.aborted, onDisconnect: leave => followSignal(head.signal, leave) };

function followSignal(signal: AbortSignal, leave: (reason: Error) => void): () => void {
  const listener = () =>
    leave(signal.reason instanceof Error ? signal.reason : new Error('The client has left.'));
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
