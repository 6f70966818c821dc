import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export type Route = 'list' | 'call' | 'transcript' | 'recording' | 'agent' | 'agents' | 'unknown';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly url: string;
  /** Lower-case names; `…` replaces API keys. */
  readonly headers: Readonly<Record<string, string>>;
  readonly route: Route;
  /** Null without a response. */
  readonly status: number | null;
  readonly disconnected: boolean;
}

const maxRequests = 10_000;
const secrets: ReadonlySet<string> = new Set(['authorization', 'x-api-key']);

function withoutSecrets(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    secrets.has(name) ? '…' : String(value),
  ]);
  return Object.fromEntries(entries);
}

function describe(incoming: IncomingMessage, routeOf: (path: string) => Route): RecordedRequest {
  const { method = 'GET', url = '/' } = incoming;
  const [path = '/', ...query] = url.split('?');
  return {
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query.join('?'))),
    url,
    headers: withoutSecrets(incoming.headers),
    route: routeOf(path),
    status: null,
    disconnected: false,
  };
}

/** Records the last ten thousand requests in order of arrival. */
export function createRequestRecorder(routeOf: (path: string) => Route) {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    record(incoming: IncomingMessage) {
      const request: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] } = describe(
        incoming,
        routeOf,
      );
      if (requests.push(request) > maxRequests) requests.shift();
      return request;
    },
    forget: () => void requests.splice(0),
  };
}
