import type { IncomingMessage, RequestListener } from 'node:http';
import { hostHeadersOf } from '../http/host-headers.ts';
import type { GatewayObserver } from '../observability/observer.ts';
import { sendForbidden } from './forbidden.ts';

const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Headers that proxies and content delivery networks add, beside those with the prefixes below. */
const proxyHeaders = new Set([
  'forwarded',
  'forwarded-for',
  'via',
  'cdn-loop',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-remote-ip',
  'x-remote-addr',
  'x-proxyuser-ip',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-appengine-user-ip',
  'x-nf-client-connection-ip',
  'client-ip',
  'true-client-ip',
  'fly-client-ip',
  'fastly-client-ip',
  'do-connecting-ip',
  'proxy-client-ip',
  'wl-proxy-client-ip',
]);
const proxyPrefix = /^(?:x-forwarded|x-original-|x-envoy-|cf-)/;

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

/** Whether a request has a header of a proxy, even an empty one. */
export function isProxied({ headers }: IncomingMessage): boolean {
  for (const name in headers) if (proxyHeaders.has(name) || proxyPrefix.test(name)) return true;
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
    sendForbidden(response, message);
  };

const message =
  'Only this machine may ask here, directly and by a name such as localhost: set API_KEYS to let in others who have a ' +
  'key, or OPEN_ACCESS=on to let in everyone.';
