import { Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { isLocalDestination } from '../domain/loopback.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { UpstreamLimits } from './limits.ts';
import type { PooledConnection } from './response-handler.ts';
import { openTunnelPool } from './tunnel-pool.ts';

export interface DispatcherOptions {
  readonly url: URL;
  readonly limits: Pick<UpstreamLimits, 'connectTimeoutMs' | 'connections'>;
  readonly proxy: ProxySettings;
}

/**
 * Opens a connection pool for one host, through a forward proxy if the settings name one. A loopback host bypasses the
 * proxy, because proxies do not reach this machine's loopback interface.
 */
export function openDispatcher({ url, limits, proxy }: DispatcherOptions): Dispatcher {
  const connect = { timeout: limits.connectTimeoutMs };
  const options = { ...clientOptions, connections: limits.connections, connect };
  if (isLocalDestination(url.hostname)) return openPool(url.origin, options);
  return new EnvHttpProxyAgent({
    ...options,
    ...proxy,
    factory: openPool,
    clientFactory: (origin, client) => openTunnelPool(origin, client, limits.connectTimeoutMs),
    requestTls: connect,
    proxyTls: connect,
  });
}

/** Disables undici's header and body timeouts, because one timer bounds the whole attempt. */
const clientOptions: Client.Options = {
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
  maxHeaderSize: 16_384,
  keepAliveTimeout: 4_000,
  keepAliveTimeoutThreshold: 2_000,
  keepAliveMaxTimeout: 600_000,
};

const openPool = (origin: string | URL, options: Pool.Options): Pool =>
  new Pool(origin, { ...options, factory: openClient });

/** Opens a client with one connection, and sets `connection` on each handler, because undici does not expose it. */
function openClient(origin: URL, options: object): Dispatcher {
  const client = new Client(origin, options);
  const connection: PooledConnection = { responses: 0 };
  const dispatch = client.dispatch.bind(client);
  client.on('disconnect', () => {
    connection.responses = 0;
  });
  client.dispatch = (request, handler) => {
    if ('connection' in handler) handler.connection = connection;
    return dispatch(request, handler);
  };
  return client;
}
