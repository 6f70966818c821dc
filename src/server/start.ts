import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { isForThisMachine, refuseToExpose } from '../config/access.ts';
import type { Config } from '../config/index.ts';
import type { SourceConfig } from '../config/sources.ts';
import type { SourceName } from '../domain/source-name.ts';
import { stackOf } from '../errors/internal-error.ts';
import { composeGateway, type Gateway } from '../gateway/create-gateway.ts';
import { readManifest, type TrustedDocuments } from '../graphql/documents/trusted-documents.ts';
import { createLogObserver, type Logger } from '../observability/logger.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { combineObservers, type GatewayObserver } from '../observability/observer.ts';
import { sourceDefinitions } from '../sources/index.ts';
import { withCachePurge } from './cache-purge-endpoint.ts';
import { withCrossSiteRejected } from './cross-site.ts';
import { describeConversion } from './describe-conversion.ts';
import { describeIndex } from './describe-index.ts';
import { type HealthCheckOptions, isProbe, notFound, withHealthChecks } from './health-checks.ts';
import { connectionLimits, type Listening, listen } from './http-server.ts';
import { withIndexEndpoint } from './index-endpoint.ts';
import { indexFor, type ProcessTable } from './index-folder.ts';
import { rejectRemote, routeLoopback } from './loopback-only.ts';
import { withHostsChecked, withoutOperatorEndpoints } from './operator-endpoints.ts';
import { withPauseEndpoint } from './pause-endpoint.ts';
import { type Phase, readinessOf } from './readiness.ts';
import { accessToSources } from './source-access.ts';

export interface Running {
  readonly url: string;
  /** Drains: lets active requests finish, then closes everything that was started. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly logger: Logger;
  /** Prints one line for people. */
  print(line: string): void;
  readonly processes: ProcessTable;
  /** Compiles the hot paths before the readiness probe says yes; absent to be ready at once. */
  readonly warmUp?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

/** Starts the configured sandboxes, the gateway and its HTTP servers. */
export async function start(config: Config, options: StartOptions): Promise<Running> {
  const { logger, print, warmUp } = options;
  refuseToExpose(config);
  const { drainDelayMs, drainTimeoutMs, traceUpstream } = config.observability;
  const closers: (() => unknown)[] = [];
  let phase: Phase = 'starting';

  const serve = (): void => {
    if (phase === 'starting') phase = 'serving';
  };

  async function endAll(): Promise<void> {
    for (const close of closers.splice(0).reverse()) await close();
  }

  try {
    const trustedDocuments = await readTrustedDocuments(config);
    const sources = await accessToSources(config.sources, closers);
    const index = await indexFor(config, options.processes, closers);
    const metrics = metricsOf(() => gateway);
    const observers = [createLogObserver(logger), metrics.observer];
    const gateway = composeGateway({ ...config, traceUpstream, trustedDocuments, sources, index, observers });
    closers.push(metrics.close, gateway.close);
    const probes = { readiness: () => readinessOf(phase, gateway.stats()), metrics };
    const observer = combineObservers(observers);
    const metricsServer = await serveMetrics(config, gateway, { ...probes, directly: false }, observer);
    if (metricsServer) closers.push(metricsServer.close);
    const server = await serveGateway(config, gateway, { ...probes, directly: true }, observer);
    if (warmUp) closers.push(warmUpThen(serve, warmUp, logger));
    else serve();
    announce(config, [server, metricsServer], print);
    return {
      url: server.url,
      async stop() {
        phase = 'draining';
        await wait(drainDelayMs);
        const dropped = await server.drain(drainTimeoutMs);
        if (dropped > 0) logger.warn({ dropped }, 'requests cut off');
        await endAll();
      },
    };
  } catch (failure) {
    await endAll();
    throw failure;
  }
}

const metricsOf = (gateway: () => Gateway): Metrics =>
  createMetrics({ stats: () => gateway().stats(), index: () => gateway().index, process: true });

/** Calls `then` after a warm-up, failed or not, and returns a function that cuts the warm-up short. */
function warmUpThen(then: () => void, warmUp: NonNullable<StartOptions['warmUp']>, logger: Logger) {
  const abort = new AbortController();
  const done = warmUp(abort.signal)
    .catch(error => logger.warn({ fault: stackOf(error) }, 'warm-up failed'))
    .then(then);
  return () => {
    abort.abort();
    return done;
  };
}

async function readTrustedDocuments({ documents: { manifest, only } }: Config): Promise<TrustedDocuments> {
  if (manifest === null) return { documents: new Map(), only };
  const text = await readFile(manifest, 'utf8').catch(() => {
    throw new Error('TRUSTED_DOCUMENTS: there is no file at this path that can be read.');
  });
  const documents = readManifest(text);
  if (!documents)
    throw new Error('TRUSTED_DOCUMENTS: expected a manifest of documents by their ids in this file.');
  return { documents, only };
}

/**
 * Serves the graph and health checks. Without authentication, everything is for this machine only, and metrics, cache
 * purges and pauses are served here too.
 */
function serveGateway(
  config: Config,
  gateway: Gateway,
  probes: HealthCheckOptions,
  { clientError, connectionClosed, unexpectedError }: GatewayObserver,
) {
  const { host, port, connections, observability, deadlineMs } = config;
  const publicListener = withHealthChecks({ ...probes, metrics: null }, gateway.listener);
  const loopbackListener =
    observability.metricsPort === null
      ? withOperatorEndpoints(gateway, clientError, withHealthChecks(probes, gateway.listener))
      : publicListener;
  const listener = isForThisMachine(config)
    ? routeLoopback(withCrossSiteRejected(config, clientError, loopbackListener), rejectRemote(clientError))
    : withoutOperatorEndpoints(clientError, publicListener);
  const silence = Math.max(connectionLimits.silence, deadlineMs + 20_000);
  return listen(listener, host, port, {
    silence,
    ...connections,
    isProbe,
    onClientError: clientError,
    onConnectionClosed: connectionClosed,
    onUnexpectedError: unexpectedError,
  });
}

const withOperatorEndpoints = (
  { purge, index, liftPauses }: Gateway,
  onClientError: GatewayObserver['clientError'],
  next: RequestListener,
): RequestListener =>
  withCachePurge(
    purge,
    index,
    withIndexEndpoint({ purge, index, onClientError }, withPauseEndpoint(liftPauses, next)),
  );

/** Serves metrics and health checks on a port of their own, if one is configured. */
async function serveMetrics(
  { observability }: Config,
  gateway: Gateway,
  probes: HealthCheckOptions,
  { clientError, unexpectedError }: GatewayObserver,
): Promise<Listening | null> {
  const { metricsHost, metricsHosts, metricsPort } = observability;
  if (metricsPort === null) return null;
  const listener = withHostsChecked(
    { hosts: metricsHosts, onClientError: clientError },
    withOperatorEndpoints(gateway, clientError, withHealthChecks(probes, notFound)),
  );
  return listen(listener, metricsHost, metricsPort, {
    prefix: 'METRICS_',
    onClientError: clientError,
    onUnexpectedError: unexpectedError,
  });
}

const noMetrics = 'Metrics and purges are off: set METRICS_PORT to serve them on a port of their own.';

type Listeners = readonly [graph: Listening, metrics: Listening | null];

function announce(config: Config, [graph, metrics]: Listeners, print: (line: string) => void): void {
  for (const { identity, url: documented } of sourceDefinitions)
    print(`${identity.title}: ${describe(identity.name, config.sources[identity.name], documented)}`);
  print(describeConversion(config.costConversion));
  print(describeIndex(config));
  if (config.openAccess) print('OPEN_ACCESS is on: WHOEVER CAN REACH THIS GATEWAY SEES EVERY CALL.');
  const endpoints = config.graphiql ? 'GraphiQL and the graph' : 'the graph';
  print(`Switchboard is listening: ${endpoints} at ${graph.url}/graphql`);
  if (metrics) print(`Metrics are at ${metrics.url}/metrics`);
  else if (!isForThisMachine(config)) print(noMetrics);
}

function describe(name: SourceName, { mode, url }: SourceConfig, documented: string): string {
  if (mode === 'SANDBOX') return 'SANDBOX, a built-in stand-in. ITS CALLS ARE INVENTED, NOT YOURS.';
  return mode === 'LIVE' ? `the API at ${url ?? documented}` : `off, because ${name}_API_KEY is not set`;
}
