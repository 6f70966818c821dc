import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Metrics } from '../observability/metrics.ts';
import { isProxied } from './loopback-only.ts';
import type { Readiness } from './readiness.ts';

export interface HealthCheckOptions {
  readiness(): Readiness;
  /** Null where they are not to be had. */
  readonly metrics: Pick<Metrics, 'contentType' | 'text'> | null;
  /** Whether metrics are only for who asks directly, because a proxy would show them to everyone. */
  readonly directly: boolean;
}

interface ProbeResult {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

type Probe = () => ProbeResult | Promise<ProbeResult>;

/**
 * Answers what the machines around a gateway ask, and leaves the rest to the next listener. Stands before all else,
 * because a probe has no key, counts against no limit, and must be answered when the rest is stuck.
 */
export function withHealthChecks(options: HealthCheckOptions, next: RequestListener): RequestListener {
  const probes = probesFor(options);
  return (request, response) => {
    const path = pathOf(request);
    const probe = probes.get(path);
    const hidden = path === '/metrics' && options.directly && isProxied(request);
    if (!probe || hidden) return next(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response);
    return Promise.resolve()
      .then(probe)
      .then(answer => send(response, answer));
  };
}

/** For a listener of nothing but probes. */
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
    probes.set('/metrics', async () => ({
      status: 200,
      type: metrics.contentType,
      body: await metrics.text(),
    }));
  return probes;
}

const json = (status: number, value: object): ProbeResult => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? url;

function refuse(response: ServerResponse): void {
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
