import type { IncomingMessage, RequestListener } from 'node:http';
import { hostHeadersOf } from '../http/host-headers.ts';
import type { GatewayObserver } from '../observability/observer.ts';

const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Whether a request names this machine as its host and passed no proxy. The remote address proves nothing, because of
 * DNS rebinding by web pages and because of proxies on this machine.
 */
function isLocal(request: IncomingMessage): boolean {
  const { url = '' } = request;
  const hosts = hostHeadersOf(request);
  const [, authority] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  const allHosts = authority === undefined ? hosts : [...hosts, authority];
  return hosts.length === 1 && allHosts.every(host => local.test(host)) && !isProxied(request);
}

export function isProxied({ headers }: IncomingMessage): boolean {
  for (const name of forwarding) if (headers[name] !== undefined) return true;
  return false;
}

export const routeLoopback =
  (loopback: RequestListener, remote: RequestListener): RequestListener =>
  (request, response) =>
    isLocal(request) ? loopback(request, response) : remote(request, response);

/** Rejects remote requests with 403 when the gateway has no authentication. */
export const rejectRemote =
  (onClientError: GatewayObserver['clientError']): RequestListener =>
  (_, response) => {
    onClientError({ status: 403, reason: 'remote' });
    response
      .writeHead(403, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        // Closes the connection, because the request body is never read.
        connection: 'close',
      })
      .end(JSON.stringify({ errors: [{ message, extensions: { code: 'FORBIDDEN', retryable: false } }] }));
  };

const message =
  'Only this machine may ask here, directly and by a name such as localhost: set API_KEYS to let in others who have a ' +
  'key, or OPEN_ACCESS=on to let in everyone.';
