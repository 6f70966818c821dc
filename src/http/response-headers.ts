import type { IncomingMessage, RequestListener } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { GatewayObserver } from '../observability/observer.ts';
import { hostHeadersOf } from './host-headers.ts';

/** Headers of every response that does not set its own, because a response is private data and not a page. */
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

/** Adds the default headers, and a body with an error code to each error response that Yoga leaves empty. */
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

/** Adds HEAD, because the gateway answers HEAD as GET, and Yoga does not know HEAD. */
function allowHead(headers: Headers): void {
  // `set` alone would keep the header that Yoga spells differently.
  headers.delete('allow');
  headers.set('allow', 'GET, HEAD, POST');
}

/**
 * Answers 400 if `Host` and request target make no valid URL, because Yoga joins them. Yoga would answer with a stack
 * trace, or read another path. A target in absolute form (RFC 9112, section 3.2.2) loses its origin.
 */
export function withUrlChecked(
  listener: RequestListener,
  onClientError: GatewayObserver['clientError'],
): RequestListener {
  const pathOf = createPathReader();
  return (request, response) => {
    const path = pathOf(request);
    if (path !== null) {
      request.url = path;
      return listener(request, response);
    }
    onClientError({ status: 400, reason: 'address' });
    response.writeHead(400, { ...responseHeaders, 'content-type': 'application/json; charset=utf-8' });
    return response.end(bodyOf('The address of this request is not valid.'));
  };
}

const hostPattern = /^(?:[a-z\d._-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
const plainPath = /^\/[a-z\d/_-]*$/i;

/** Returns path and query of a request; null if target or host is not valid or a second host exists. */
function createPathReader(): (request: IncomingMessage) => string | null {
  // Cache of one valid host, because nearly all clients of a gateway send the same one.
  let lastHost: string | undefined;

  return request => {
    const { url = '' } = request;
    const hosts = hostHeadersOf(request);
    if (hosts.length === 1 && hosts[0] === lastHost && plainPath.test(url)) return url;
    const [origin = '', authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
    const path = url.slice(origin.length).replace(/^(?=\?|$)/, '/');
    const valid = [...hosts, ...(origin ? [authority] : [])].every(host => hostPattern.test(host));
    if (!valid || hosts.length > 1 || !path.startsWith('/')) return null;
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
