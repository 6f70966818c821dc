import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ClientDisconnect, RequestHead } from '../../async/client-disconnect.ts';

/** The head of a request of node:http. */
export const nodeRequestHead = ({ headers }: IncomingMessage, response: ServerResponse): RequestHead => ({
  headers: { get: name => headerIn(headers, name) },
  leaving: leavingBefore(response),
});

function headerIn(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

function leavingBefore(response: ServerResponse): ClientDisconnect {
  // Kept, because a response that is ended after its client has left counts as finished.
  let left = false;

  function hasLeft(): boolean {
    left ||= response.closed && !response.writableFinished;
    return left;
  }

  return {
    disconnected: hasLeft,
    onDisconnect(leave) {
      const listener = () => void (hasLeft() && leave(new Error('The client has left.')));
      if (response.closed) listener();
      else response.once('close', listener);
      return () => void response.off('close', listener);
    },
  };
}
