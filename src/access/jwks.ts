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
import { isLoopback } from '../domain/loopback.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';

export interface JwksTimes {
  /** How long the keys may take to come. */
  readonly timeoutMs: number;
  /** How long they are good before they are fetched anew. */
  readonly freshMs: number;
  /** How long an unknown key id fetches nothing after a fetch, because anyone can make one up. */
  readonly cooldownMs: number;
  /** How long after a failed fetch none is tried. */
  readonly restMs: number;
  /** How long the last keys go on being used when no new ones come. */
  readonly staleMs: number;
}

export interface JwksOptions {
  readonly url: string;
  readonly times: JwksTimes;
  readonly proxy: ProxySettings;
  /** The time of day in milliseconds. */
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
 * The keys that tokens are signed with, by their URL. While that cannot be reached the last ones stay in use for a
 * time, so that callers do not fall out with their identity provider; without any, the fault is not the token's.
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

  const fromLast: JWTVerifyGetKey = (header, token) => {
    const last = remote.jwks();
    if (!last || now() - freshAt > times.staleMs) throw unreachable(times.restMs);
    return createLocalJWKSet(last)(header, token);
  };

  return async (header, token) => {
    if (now() - failedAt < times.restMs) return fromLast(header, token);
    try {
      const key = await remote(header, token);
      freshAt = now();
      return key;
    } catch (error) {
      if (isTokensFault(error)) throw error;
      failedAt = now();
      return fromLast(header, token);
    }
  };
}

/** Node's own `fetch` knows no proxy; a loopback host is never asked through one. */
function fetchThrough(url: URL, proxy: ProxySettings): FetchImplementation {
  if (isLoopback(url.hostname) || !(proxy.httpProxy || proxy.httpsProxy)) return globalThis.fetch;
  const dispatcher = new EnvHttpProxyAgent({ ...proxy });
  return async (address, { headers, method, signal }) => {
    const options = { dispatcher, headers: Object.fromEntries(headers), method, signal };
    const { statusCode: status, body } = await request(address, options);
    return new Response(await body.text(), { status });
  };
}

/** The keys came, but none is for this token. */
const isTokensFault = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/** Not UNAUTHENTICATED, which clients take for the end of their session: the same token may do in a moment. */
const unreachable = (restMs: number) =>
  new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Tokens cannot be checked just now.', {
    retryable: true,
    retryAfter: Math.ceil(restMs / 1000),
  });
