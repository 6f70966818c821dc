import { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';

/** Where the graph is; any other path is 404, because a proxy may forbid callers the graph by its path. */
export interface GraphPathOptions {
  readonly path: string;
}

export const defaultGraphPath = '/graphql';

/** Segments of unreserved characters (RFC 3986, section 2.3), because proxies and parsers spell these in one way. */
const pathPattern = /^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+)$/;

/** Throws for a path that a client and a proxy could spell in more than one way. */
export function checkedGraphPath(path = defaultGraphPath): string {
  if (pathPattern.test(path)) return path;
  throw new TypeError(
    'createGateway: `path` must begin with a slash, and hold only letters, digits, and . _ ~ - between its slashes, ' +
      'such as /api/graphql.',
  );
}

/**
 * The path as the client spelled it, because a parsed URL has lost its dot segments and backslashes. A mounted listener
 * receives it without the prefix of the mount.
 */
export function rawPathOf(url: URL, serverContext: object): string {
  const incoming = 'req' in serverContext ? serverContext.req : null;
  return incoming instanceof IncomingMessage ? (incoming.url?.split('?', 1)[0] ?? '') : url.pathname;
}

/** Answers 404 at every other path. Yoga would accept any URL that ends in the path, even in its query. */
export const useGraphPath = ({ path }: GraphPathOptions): Plugin => ({
  onRequest({ url, serverContext, endResponse, fetchAPI }) {
    if (rawPathOf(url, serverContext) !== path) endResponse(new fetchAPI.Response(null, { status: 404 }));
  },
});
