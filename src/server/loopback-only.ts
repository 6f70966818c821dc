import type { IncomingMessage, RequestListener } from 'node:http';
import { hostHeadersOf } from '../http/host-headers.ts';
import type { GatewayObserver } from '../observability/observer.ts';

const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/**
 * Whether someone on this machine asks, and directly. The address of a connection does not tell: a web page can give
 * its own name this machine's address, and a proxy here passes on what comes from elsewhere.
 */
function isLocal(request: IncomingMessage): boolean {
  const { url = '' } = request;
  const hosts = hostHeadersOf(request);
  const [, named] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  const asked = named === undefined ? hosts : [...hosts, named];
  return hosts.length === 1 && asked.every(host => local.test(host)) && !isProxied(request);
}

/** Whether a proxy says that it passes on what another asks. */
export const isProxied = ({ headers }: IncomingMessage): boolean =>
  forwarding.some(name => headers[name] !== undefined);

/** Lets `near` answer who is on this machine, and `far` everybody else. */
export const routeLoopback =
  (near: RequestListener, far: RequestListener): RequestListener =>
  (request, response) =>
    isLocal(request) ? near(request, response) : far(request, response);

/** For everybody else where nobody is asked who they are. */
export const rejectRemote =
  (unread: GatewayObserver['clientError']): RequestListener =>
  (_, response) => {
    unread({ status: 403, reason: 'remote' });
    response
      .writeHead(403, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        // Because a body may have been announced, which nobody is going to read.
        connection: 'close',
      })
      .end(JSON.stringify({ errors: [{ message, extensions: { code: 'FORBIDDEN', retryable: false } }] }));
  };

const message =
  'Only this machine may ask here, directly and by a name such as localhost: set API_KEYS to let in others who have a ' +
  'key, or OPEN_ACCESS=on to let in everyone.';
