import type { IncomingMessage, RequestListener } from 'node:http';
import { isIP } from 'node:net';
import { hostHeadersOf } from '../http/host-headers.ts';
import type { GatewayObserver } from '../observability/observer.ts';
import { sendForbidden } from './forbidden.ts';
import { pathOf } from './health-checks.ts';

const purges = /^\/(?:cache|index|pauses)(?:\/|$)/;
const restorations = /^\/index(?:\/|$)/;

const isForOperators = (request: IncomingMessage): boolean => {
  const path = pathOf(request);
  if (path === '/metrics') return true;
  if (request.method === 'DELETE') return purges.test(path);
  return request.method === 'POST' && restorations.test(path);
};

/**
 * Refuses metrics, purges and erasures where callers have credentials. A proxy in front may pass on all paths, and looks
 * like a client of this machine.
 */
export const withoutOperatorEndpoints =
  (onClientError: GatewayObserver['clientError'], next: RequestListener): RequestListener =>
  (request, response) => {
    if (!isForOperators(request)) return next(request, response);
    onClientError({ status: 403, reason: 'operator' });
    sendForbidden(response, elsewhere);
  };

const elsewhere =
  'Metrics and purges are not served here, because callers of this port have credentials: the operator sets METRICS_PORT.';

export interface HostCheckOptions {
  /** Names that may be in `Host`, in lower case, beside IP addresses and `localhost`. */
  readonly hosts: readonly string[];
  onClientError: GatewayObserver['clientError'];
}

/** Refuses a request for another name, because DNS rebinding lets any web page resolve its own name to this port. */
export function withHostsChecked(
  { hosts, onClientError }: HostCheckOptions,
  next: RequestListener,
): RequestListener {
  const names = new Set(['localhost', ...hosts]);
  const isNamed = (host: string) => {
    const name = nameIn(host);
    return names.has(name) || isIP(name) !== 0;
  };
  return (request, response) => {
    if (hostsOf(request).every(isNamed)) return next(request, response);
    onClientError({ status: 403, reason: 'remote' });
    sendForbidden(response, unknownHost);
  };
}

const unknownHost =
  'Metrics and purges answer to an IP address, localhost, METRICS_HOST, or a name in METRICS_HOSTS only.';

/** The hosts of a request: none for a client of HTTP/1.0, and two for a target in absolute form. */
function hostsOf(request: IncomingMessage): string[] {
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.url ?? '') ?? [];
  return authority === undefined ? hostHeadersOf(request) : [...hostHeadersOf(request), authority];
}

/** The name of a host without its port, and without the brackets of an IPv6 address. */
const nameIn = (host: string): string =>
  host
    .replace(/:\d{0,5}$/, '')
    .replace(/^\[([^\]]*)\]$/, '$1')
    .toLowerCase();
