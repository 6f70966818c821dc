import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { clientDisconnectOf } from '../../src/async/client-disconnect.ts';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { defaultLimits, type UpstreamLimits } from '../../src/upstream/limits.ts';
import type { QueryParameters } from '../../src/upstream/request-headers.ts';
import { createUpstreamClient, type UpstreamClient } from '../../src/upstream/upstream-client.ts';
import { listen } from '../listen.ts';
import { backgroundScope, requestScope } from '../request-scope.ts';

/** What must never leave the gateway. */
export const secret = 'hush-hush-key';

export interface Client {
  get(path?: string, query?: QueryParameters, signal?: AbortSignal): Promise<unknown>;
  /** The coded error that a request ends with. */
  failureOf(path?: string, signal?: AbortSignal): Promise<SwitchboardError>;
  /** The status of the failure of a background request; null for a success. */
  statusInBackground(path: string): Promise<number | null>;
  readonly upstream: UpstreamClient;
}

export interface Host extends Client {
  readonly url: string;
  readonly requests: readonly string[];
}

export interface HostOptions {
  readonly path?: string;
  readonly limits?: Partial<UpstreamLimits>;
}

const limits: UpstreamLimits = {
  ...defaultLimits,
  // A busy machine takes long; a test of a timeout sets its own.
  connectTimeoutMs: 20_000,
  attemptTimeoutMs: 20_000,
  maxBodyBytes: 1_000,
  maxTranscriptBytes: 1_000,
  connections: 4,
  attempts: 1,
};

/** An upstream that asks the given address until the test ends. */
export function connectTo(url: string, changed: Partial<UpstreamLimits> = {}, proxy = withoutProxy): Client {
  const upstream = createUpstreamClient({
    source: { name: 'BUTTER', title: 'Butter' },
    url,
    headers: { 'x-api-key': secret },
    limits: { ...limits, ...changed },
    proxy,
    now: () => Date.parse('2026-03-09T10:00:00Z'),
    clock: () => performance.now(),
    random: () => 0.5,
    onAttempt: () => {},
    nextTurn: createTurnQueue(),
    onSourceEvent: () => {},
    generation: () => 0,
    window: null,
    backgroundWindow: null,
    pauseChannel: null,
  });
  onTestFinished(() => upstream.close());
  const get: Client['get'] = (path = '/things', query = {}, signal = new AbortController().signal) => {
    const ending = createCancellation();
    clientDisconnectOf({ headers: new Headers(), signal }).onDisconnect(ending.cancel);
    const scope = requestScope({ cancellation: () => ending });
    return upstream.getJson({ route: 'call', path, query }, scope).then(response => response?.json);
  };
  return {
    get,
    upstream,
    statusInBackground(path) {
      return upstream.getJson({ route: 'call', path }, backgroundScope()).then(
        () => null,
        ({ details }: SwitchboardError) => details.status ?? 0,
      );
    },
    async failureOf(path, signal) {
      const failure = await get(path, {}, signal).catch((error: unknown) => error);
      if (failure instanceof SwitchboardError) return failure;
      throw new Error(`Expected a coded error, got ${String(failure)}`);
    },
  };
}

/** An HTTP server that answers as it is told until the test ends, and an upstream that asks it. */
export async function openHost(listener: RequestListener, options: HostOptions = {}): Promise<Host> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    listener(request, response);
  });
  const port = await listen(server);
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  const url = `http://127.0.0.1:${port}${options.path ?? ''}`;
  return { url, requests, ...connectTo(url, options.limits) };
}

/** Answers everything the same. */
export const answering =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
