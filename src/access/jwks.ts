import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import { EnvHttpProxyAgent, request } from 'undici';
import { SwitchboardError } from '../domain/errors.ts';
import { isLocalDestination } from '../domain/loopback.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';

export interface JwksTimes {
  readonly timeoutMs: number;
  /** Age at which the keys are fetched again. */
  readonly freshMs: number;
  /** Time after a fetch in which an unknown key id triggers no other, because anyone can invent key ids. */
  readonly cooldownMs: number;
  /** Time without another attempt after a failed fetch. */
  readonly restMs: number;
  /** Time for which the last keys remain in use while the JWKS is unreachable. */
  readonly staleMs: number;
}

export interface JwksOptions {
  readonly url: string;
  readonly times: JwksTimes;
  readonly proxy: ProxySettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const jwksTimes: JwksTimes = {
  timeoutMs: 2_000,
  freshMs: 600_000,
  cooldownMs: 10_000,
  restMs: 5_000,
  staleMs: 3_600_000,
};

/**
 * JWKS with a cache and stale-if-error: the last keys stay in use while the identity provider is unreachable. Rejects
 * with UPSTREAM_UNAVAILABLE without such keys, and with an error of `jose` if no key fits the token.
 */
export function createJwks({ url, times, proxy, now }: JwksOptions): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: times.timeoutMs,
    cacheMaxAge: times.freshMs,
    cooldownDuration: times.cooldownMs,
    [customFetch]: fetchThrough(new URL(url), proxy),
  });
  let freshAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  const fromStaleKeys: JWTVerifyGetKey = (header, token) => {
    const last = remote.jwks();
    if (!last || now() - freshAt > times.staleMs) throw unreachable(times.restMs);
    return createLocalJWKSet(last)(header, token);
  };

  return async (header, token) => {
    if (now() - failedAt < times.restMs) return fromStaleKeys(header, token);
    try {
      const key = await remote(header, token);
      freshAt = now();
      return key;
    } catch (error) {
      if (isTokenError(error)) throw error;
      failedAt = now();
      return fromStaleKeys(header, token);
    }
  };
}

/** Fetches through undici when a proxy is set, because `fetch` of Node ignores proxies. Loopback hosts need none. */
function fetchThrough(url: URL, proxy: ProxySettings): FetchImplementation {
  if (isLocalDestination(url.hostname) || !(proxy.httpProxy || proxy.httpsProxy)) return globalThis.fetch;
  const dispatcher = new EnvHttpProxyAgent({ ...proxy });
  return async (address, { headers, method, signal }) => {
    const options = { dispatcher, headers: Object.fromEntries(headers), method, signal };
    const { statusCode: status, body } = await request(address, options);
    return new Response(await body.text(), { status });
  };
}

const isTokenError = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/** The code is not UNAUTHENTICATED, because the token may be valid, and a client would end its session. */
const unreachable = (restMs: number) =>
  new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Tokens cannot be checked just now.', {
    retryable: true,
    retryAfter: Math.ceil(restMs / 1000),
  });
