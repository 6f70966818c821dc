import type { FetchImplementation, JWK } from 'jose';
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { isLocalDestination } from '../domain/loopback.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { openTunnelPool } from '../upstream/tunnel-pool.ts';

export interface JwksFetchOptions {
  readonly proxy: ProxySettings;
  readonly timeoutMs: number;
}

const maxBytes = 1_000_000;

/**
 * Fetches a JWKS; rejects unless the response is one. Leaves out keys that are no objects, because `jose` would reject
 * the whole set for one of them.
 */
export function createJwksFetch(url: URL, options: JwksFetchOptions): FetchImplementation {
  const dispatcher = openAgent(url, options);
  return async (address, { headers, method, signal }) => {
    const asked = { dispatcher, headers: Object.fromEntries(headers), method, signal };
    const { statusCode, body } = await request(address, asked);
    if (statusCode !== 200) await body.dump();
    const keys = statusCode === 200 ? keysOf(await body.json()) : null;
    if (!keys) throw new Error('The response is no JSON Web Key Set.');
    return Response.json({ keys });
  };
}

/** Bounds time, size and connections. Loopback hosts need no proxy. */
function openAgent(url: URL, { proxy, timeoutMs }: JwksFetchOptions): Dispatcher {
  const options = {
    connections: 1,
    maxResponseSize: maxBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  };
  if (isLocalDestination(url.hostname) || !(proxy.httpProxy || proxy.httpsProxy)) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    ...proxy,
    requestTls: options.connect,
    proxyTls: options.connect,
    // The wait for the proxy's answer to CONNECT ignores the options above.
    clientFactory: (origin, client) => openTunnelPool(origin, client, timeoutMs),
  });
}

function keysOf(json: unknown): JWK[] | null {
  const isSet = typeof json === 'object' && json !== null && 'keys' in json && Array.isArray(json.keys);
  return isSet ? (json.keys as unknown[]).filter(isObject) : null;
}

const isObject = (value: unknown): value is JWK =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
