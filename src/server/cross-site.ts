import type { IncomingMessage, RequestListener } from 'node:http';
import { withoutWeights } from '../http/content-negotiation.ts';
import { defaultGraphPath } from '../http/graph-path.ts';
import type { GatewayObserver } from '../observability/observer.ts';
import { sendForbidden } from './forbidden.ts';

export interface CrossSiteOptions {
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
}

/**
 * Rejects requests of foreign web pages, because a gateway without authentication answers every page that a browser on
 * this machine opens. Links to GraphiQL and to the landing page work. See https://www.w3.org/TR/fetch-metadata/.
 */
export function withCrossSiteRejected(
  { corsOrigins, graphiql }: CrossSiteOptions,
  onClientError: GatewayObserver['clientError'],
  next: RequestListener,
): RequestListener {
  const allowedOrigins = new Set(corsOrigins);
  const pages = new Set(graphiql ? ['/', defaultGraphPath] : ['/']);

  const isAllowed = (request: IncomingMessage): boolean =>
    isOwn(request) || allowedOrigins.has(request.headers.origin ?? '') || isLinkTo(pages, request);

  return (request, response) => {
    if (isAllowed(request)) return next(request, response);
    onClientError({ status: 403, reason: 'cross-site' });
    sendForbidden(response, message);
  };
}

/** Whether a page of this gateway, the user, or a client other than a browser sends the request. */
function isOwn({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  // `same-site` is foreign, because every port of this machine is of the same site.
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Whether a page sends a request: browsers add one of these headers to each POST. */
export const isFromBrowser = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;

/** Whether a navigation gets a page, by the same rule as the pages themselves: any other GET would run its query. */
function isLinkTo(pages: ReadonlySet<string>, { method, url = '', headers }: IncomingMessage): boolean {
  const isNavigation = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  return isNavigation && pages.has(url.split('?', 1)[0] ?? '') && acceptsHtml(headers.accept);
}

const acceptsHtml = (accept = ''): boolean => withoutWeights(accept).includes('text/html');

const message =
  'A web page of another origin may not use a gateway without credentials: name its origin in CORS_ORIGINS to allow it.';
