import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientDisconnect, RequestHead } from '../../async/client-disconnect.ts';

/** Adapts a request of node:http to the interface that access control and execution read. */
export const nodeRequestHead = ({ headers }: IncomingMessage, response: ServerResponse): RequestHead => ({
  headers: {
    get(name) {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : (value ?? null);
    },
  },
  disconnect: disconnectBefore(response),
});

function disconnectBefore(response: ServerResponse): ClientDisconnect {
  // Remembered, because Node marks a response as finished if the gateway ends it after its client has disconnected.
  let disconnected = false;

  function hasDisconnected(): boolean {
    disconnected ||= response.closed && !response.writableFinished;
    return disconnected;
  }

  return {
    disconnected: hasDisconnected,
    onDisconnect(leave) {
      const listener = () => void (hasDisconnected() && leave(new Error('The client has left.')));
      if (response.closed) listener();
      else response.once('close', listener);
      return () => void response.off('close', listener);
    },
  };
}
