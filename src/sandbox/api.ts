import type { IncomingHttpHeaders } from 'node:http';
import { detail, otherSpelling, type Reply, redirectToOtherSpelling } from './reply.ts';
import type { RecordedRequest, Route } from './request-recorder.ts';

export interface SandboxRequest {
  /** What the path names: a sid or an id; empty for a list. */
  readonly key: string;
  readonly query: URLSearchParams;
}

export interface Endpoint {
  readonly route: Route;
  /** Its first group is the key. */
  readonly pattern: RegExp;
  answer(question: SandboxRequest): Reply;
}

/** What differs between the two stand-ins; the rest of HTTP is the same. */
export interface Api {
  readonly endpoints: readonly Endpoint[];
  admits(headers: IncomingHttpHeaders): boolean;
  readonly unauthorized: Reply;
  readonly overLimit: Reply;
}

const findEndpoint = (api: Api, path: string) => api.endpoints.find(({ pattern }) => pattern.test(path));

/** A path with the wrong trailing slash counts as what it means. */
export const routeIn =
  (api: Api) =>
  (path: string): Route =>
    (findEndpoint(api, path) ?? findEndpoint(api, otherSpelling(path)))?.route ?? 'unknown';

export interface Received {
  readonly origin: string;
  readonly request: RecordedRequest;
  readonly headers: IncomingHttpHeaders;
  /** Counts the request against the limit. */
  withinLimit(): boolean;
}

/** FastAPI's order of refusals: path, method, key, rate, then parameters. */
export function replyTo(api: Api, { origin, request, headers, withinLimit }: Received): Reply {
  const { method, path, query, url } = request;
  const endpoint = findEndpoint(api, path);
  if (endpoint === undefined)
    return findEndpoint(api, otherSpelling(path)) ? redirectToOtherSpelling(origin, url) : detail(404);
  if (method !== 'GET') return detail(405, 'Method Not Allowed', { allow: 'GET' });
  if (!api.admits(headers)) return api.unauthorized;
  if (!withinLimit()) return api.overLimit;
  const key = decodeURIComponent(endpoint.pattern.exec(path)?.[1] ?? '');
  return endpoint.answer({ key, query: new URLSearchParams(query) });
}
