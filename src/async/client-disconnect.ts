/** The head of a client request: its headers and its disconnection. A Fetch `Request` is one. */
export type RequestHead = Readable &
  ({ readonly signal: AbortSignal } | { readonly disconnect: ClientDisconnect });

interface Readable {
  readonly headers: { get(name: string): string | null };
}

export interface ClientDisconnect {
  disconnected(): boolean;
  /** Calls the listener on disconnection, or at once if that has happened; returns an unsubscribe function. */
  onDisconnect(listener: (reason: Error) => void): () => void;
}

export const clientDisconnectOf = (head: RequestHead): ClientDisconnect =>
  'disconnect' in head
    ? head.disconnect
    : { disconnected: () => head.signal.aborted, onDisconnect: listener => onAbort(head.signal, listener) };

function onAbort(signal: AbortSignal, listener: (reason: Error) => void): () => void {
  const abort = () =>
    listener(signal.reason instanceof Error ? signal.reason : new Error('The client has left.'));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
