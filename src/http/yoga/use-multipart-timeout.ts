import { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';

export interface MultipartTimeoutOptions {
  /** Time limit for a client to read all parts. */
  readonly patienceMs: number;
}

/** Disconnects clients that do not read a multipart response, because Yoga disables the socket timeout for streams. */
export const useMultipartTimeout = ({ patienceMs }: MultipartTimeoutOptions): Plugin => ({
  onResponse({ response, serverContext }) {
    const outgoing = serverContext && 'res' in serverContext ? serverContext.res : null;
    if (!(outgoing instanceof ServerResponse) || !isMultipart(response)) return;
    const timer = setTimeout(() => outgoing.destroy(), patienceMs);
    outgoing.once('close', () => clearTimeout(timer));
  },
});

const isMultipart = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('multipart/mixed') ?? false;
