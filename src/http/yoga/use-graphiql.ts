import type { Plugin } from 'graphql-yoga';
import { contentEncodingFor } from '../compression.ts';
import { type GraphPathOptions, rawPathOf } from '../graph-path.ts';
import { createGraphiqlPage, type GraphiqlPageOptions } from './graphiql-page.ts';

/** The page contains all it needs, so it may load nothing and connect to this gateway only. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface GraphiqlOptions extends GraphiqlPageOptions, GraphPathOptions {
  /** Whether the page is compressed for clients that accept it. */
  readonly compression: boolean;
}

/** Serves GraphiQL to browsers, which keep the page and ask each time whether it has changed. */
export function useGraphiql({ path, explain, now, compression }: GraphiqlOptions): Plugin {
  const pageFor = createGraphiqlPage({ explain, now });
  return {
    async onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return;
      if (rawPathOf(url, serverContext) !== path) return;
      const encoding = compression ? contentEncodingFor(request.headers.get('accept-encoding')) : null;
      const { body, etag } = await pageFor(encoding);
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        // On 304 too, because its headers replace those that the browser keeps.
        'content-security-policy': policy,
        'cache-control': 'no-cache',
        etag,
        ...(encoding && { 'content-encoding': encoding }),
      };
      const isFresh = includesTag(request.headers.get('if-none-match'), etag);
      endResponse(new fetchAPI.Response(isFresh ? null : body, { status: isFresh ? 304 : 200, headers }));
    },
  };
}

/** Weak comparison of `If-None-Match` (RFC 9110, section 13.1.2), because proxies make a tag weak. */
function includesTag(list: string | null, etag: string): boolean {
  if (list === null) return false;
  return list.split(',').some(tag => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
