import type { IncomingMessage, RequestListener } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { GatewayObserver } from '../observability/observer.ts';
import { hostHeadersOf } from './host-headers.ts';

/** What every answer carries unless it has its own: it is data, for the one who asked, and no page. */
export const responseHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const messages: Readonly<Record<number, string>> = {
  404: 'There is nothing at this address; the graph is at /graphql.',
  406: 'The answer can only be `application/graphql-response+json` or `application/json`.',
};

/** Gives every answer its security headers, and every refusal that Yoga leaves empty a body with a code. */
export const useResponseHeaders = (): Plugin => ({
  onResponse({ response, setResponse, fetchAPI }) {
    const message = messages[response.status];
    const answer = message && !isJson(response) ? urlError(message, response, fetchAPI) : response;
    if (answer.headers.get('allow') === 'GET, POST') allowHead(answer.headers);
    for (const [name, value] of Object.entries(responseHeaders))
      if (!answer.headers.has(name)) answer.headers.set(name, value);
    if (answer !== response) setResponse(answer);
  },
});

/** HEAD is answered as GET, but Yoga does not know of it. */
function allowHead(headers: Headers): void {
  // A `set` would stand beside the name as Yoga spelled it.
  headers.delete('allow');
  headers.set('allow', 'GET, HEAD, POST');
}

/**
 * Refuses a `Host` or target that makes no URL, because Yoga joins the two: it would throw before any plugin and answer
 * with the stack, or find another path than the one asked for. A target that is a whole address loses its origin.
 */
export function withUrlChecked(
  listener: RequestListener,
  unread: GatewayObserver['clientError'],
): RequestListener {
  const pathOf = createPathReader();
  return (request, response) => {
    const path = pathOf(request);
    if (path !== null) {
      request.url = path;
      return listener(request, response);
    }
    unread({ status: 400, reason: 'address' });
    response.writeHead(400, { ...responseHeaders, 'content-type': 'application/json; charset=utf-8' });
    return response.end(bodyOf('The address of this request is not valid.'));
  };
}

const hostPattern = /^(?:[a-z\d._-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
const plainPath = /^\/[a-z\d/_-]*$/i;

/** The path with its query; null where the target or a host is not valid, or there are several hosts. */
function createPathReader(): (request: IncomingMessage) => string | null {
  // The last one that was valid: nearly all clients of a gateway name the same one.
  let lastHost: string | undefined;

  return request => {
    const { url = '' } = request;
    const hosts = hostHeadersOf(request);
    if (hosts.length === 1 && hosts[0] === lastHost && plainPath.test(url)) return url;
    const [origin = '', named = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
    const path = url.slice(origin.length).replace(/^(?=\?|$)/, '/');
    const valid = [...hosts, ...(origin ? [named] : [])].every(host => hostPattern.test(host));
    if (!valid || hosts.length > 1 || !path.startsWith('/')) return null;
    // Because HTTP/1.0 has no `Host`.
    if (!URL.canParse(`http://${hosts[0] ?? 'localhost'}${path}`)) return null;
    lastHost = hosts[0];
    return path;
  };
}

const isJson = ({ headers }: Response): boolean => headers.get('content-type')?.includes('json') ?? false;

function urlError(message: string, { status }: Response, fetchAPI: { readonly Response: typeof Response }) {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new fetchAPI.Response(bodyOf(message), { status, headers });
}

const bodyOf = (message: string): string =>
  JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT', retryable: false } }] });
