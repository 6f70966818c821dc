import { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';

/** The path of the graph; any other path is 404, because a proxy may forbid callers the graph by its path. */
export const graphPath = '/graphql';

/**
 * The path as the client spelled it, because a parsed URL has lost its dot segments and backslashes. A mounted listener
 * receives it without the prefix of the mount.
 */
export function rawPathOf(url: URL, serverContext: object): string {
  const incoming = 'req' in serverContext ? serverContext.req : null;
  return incoming instanceof IncomingMessage ? (incoming.url?.split('?', 1)[0] ?? '') : url.pathname;
}

/** Answers 404 at every other path. Yoga would accept any URL that ends in the path, even in its query. */
export const useGraphPath = (): Plugin => ({
  onRequest({ url, serverContext, endResponse, fetchAPI }) {
    if (rawPathOf(url, serverContext) !== graphPath)
      endResponse(new fetchAPI.Response(null, { status: 404 }));
  },
});
