import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Metrics } from '../observability/metrics.ts';
import { acceptsOpenMetrics } from '../observability/open-metrics.ts';
import { isProxied } from './loopback-only.ts';
import type { Readiness } from './readiness.ts';

export interface HealthCheckOptions {
  readiness(): Readiness;
  /** Null if metrics are disabled here. */
  readonly metrics: Pick<Metrics, 'contentType' | 'text' | 'openMetrics'> | null;
  /** Whether metrics are hidden from proxied requests, because a proxy would expose them to everyone. */
  readonly directly: boolean;
}

interface ProbeResult {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

type Probe = (request: IncomingMessage) => ProbeResult | Promise<ProbeResult>;

/**
 * Liveness probe, readiness probe and metrics; passes other requests to `next`. These endpoints precede access control
 * and all limits, because a probe has no key and must work under overload.
 */
export function withHealthChecks(options: HealthCheckOptions, next: RequestListener): RequestListener {
  const probes = probesFor(options);
  return (request, response) => {
    const path = pathOf(request);
    const probe = probes.get(path);
    const hidden = path === '/metrics' && options.directly && isProxied(request);
    if (!probe || hidden) return next(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed(response);
    return Promise.resolve()
      .then(() => probe(request))
      .then(result => send(response, result));
  };
}

/** Answers 404 on a server that has only these endpoints. */
export const notFound: RequestListener = (_, response) =>
  send(response, { status: 404, type: 'text/plain; charset=utf-8', body: 'There is nothing here.\n' });

function probesFor({ readiness, metrics }: HealthCheckOptions): ReadonlyMap<string, Probe> {
  const probes = new Map<string, Probe>([
    ['/health', () => json(200, { status: 'alive' })],
    [
      '/ready',
      () => {
        const state = readiness();
        return json(state.status === 'ready' ? 200 : 503, state);
      },
    ],
  ]);
  if (metrics)
    probes.set('/metrics', async ({ headers }) => {
      const format = acceptsOpenMetrics(headers.accept) ? metrics.openMetrics : metrics;
      return { status: 200, type: format.contentType, body: await format.text() };
    });
  return probes;
}

/** Whether a request is a liveness or readiness probe. */
export const isProbe = (request: IncomingMessage): boolean => /^\/(?:health|ready)$/.test(pathOf(request));

const json = (status: number, value: object): ProbeResult => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

export const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? url;

function methodNotAllowed(response: ServerResponse): void {
  response.setHeader('allow', 'GET, HEAD');
  send(response, { status: 405, type: 'text/plain; charset=utf-8', body: 'Ask by GET.\n' });
}

function send(response: ServerResponse, { status, type, body }: ProbeResult): void {
  response
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}
