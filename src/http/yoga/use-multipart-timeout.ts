import { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';

export interface MultipartTimeoutOptions {
  /** The milliseconds in which all parts must have been read. */
  readonly patienceMs: number;
}

/**
 * Drops a client that does not read an answer in parts, because Yoga's server switches off the timeout of a socket on
 * which it sends a stream.
 */
export const useMultipartTimeout = ({ patienceMs }: MultipartTimeoutOptions): Plugin => ({
  onResponse({ response, serverContext }) {
    const outgoing = serverContext && 'res' in serverContext ? serverContext.res : null;
    if (!(outgoing instanceof ServerResponse) || !isInParts(response)) return;
    const timer = setTimeout(() => outgoing.destroy(), patienceMs);
    outgoing.once('close', () => clearTimeout(timer));
  },
});

const isInParts = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('multipart/mixed') ?? false;
