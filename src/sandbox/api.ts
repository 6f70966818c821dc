import type { IncomingHttpHeaders } from 'node:http';
import { detail, otherSpelling, type Reply, redirectToOtherSpelling } from './reply.ts';
import type { RecordedRequest, Route } from './request-recorder.ts';

export interface SandboxRequest {
  /** Sid or id in the path; empty for a list. */
  readonly key: string;
  readonly query: URLSearchParams;
}

export interface Endpoint {
  readonly route: Route;
  /** Pattern of the path; its first group is the key. */
  readonly pattern: RegExp;
  answer(request: SandboxRequest): Reply;
}

/** Endpoints and errors of one sandbox; both sandboxes share the HTTP server. */
export interface Api {
  readonly endpoints: readonly Endpoint[];
  admits(headers: IncomingHttpHeaders): boolean;
  readonly unauthorized: Reply;
  readonly overLimit: Reply;
  /** Applies changes that are due before each response. */
  catchUp(): void;
}

const findEndpoint = (api: Api, path: string) => api.endpoints.find(({ pattern }) => pattern.test(path));

/** Finds the route of a path, regardless of its trailing slash. */
export const routeIn =
  (api: Api) =>
  (path: string): Route =>
    (findEndpoint(api, path) ?? findEndpoint(api, otherSpelling(path)))?.route ?? 'unknown';

export interface Received {
  readonly origin: string;
  readonly request: RecordedRequest;
  readonly headers: IncomingHttpHeaders;
  /** Counts the request against the rate limit; false beyond the limit. */
  withinLimit(): boolean;
}

/** Validates in FastAPI's order: path, method, API key, rate limit, then parameters. */
export function replyTo(api: Api, { origin, request, headers, withinLimit }: Received): Reply {
  const { method, path, query, url } = request;
  const endpoint = findEndpoint(api, path);
  if (endpoint === undefined)
    return findEndpoint(api, otherSpelling(path)) ? redirectToOtherSpelling(origin, url) : detail(404);
  if (method !== 'GET') return detail(405, 'Method Not Allowed', { allow: 'GET' });
  if (!api.admits(headers)) return api.unauthorized;
  if (!withinLimit()) return api.overLimit;
  api.catchUp();
  const key = decodeURIComponent(endpoint.pattern.exec(path)?.[1] ?? '');
  return endpoint.answer({ key, query: new URLSearchParams(query) });
}
