import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { createJwksFetch } from './jwks-fetch.ts';

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
 * with UPSTREAM_UNAVAILABLE without such keys, or if the key of the token is malformed, and with an error of `jose` if no
 * key fits the token.
 */
export function createJwks({ url, times, proxy, now }: JwksOptions): JWTVerifyGetKey {
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  const fetchKeys = createJwksFetch(new URL(url), { proxy, timeoutMs: times.timeoutMs });
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: times.timeoutMs,
    cacheMaxAge: times.freshMs,
    cooldownDuration: times.cooldownMs,
    [customFetch]: (...asked) => fetchKeys(...asked).then(recordSuccess, recordFailure),
  });

  function recordSuccess(response: Response): Response {
    fetchedAt = now();
    return response;
  }
  function recordFailure(failure: unknown): never {
    failedAt = now();
    throw failure;
  }

  const isResting = (): boolean => now() - failedAt < times.restMs;

  const fromStaleKeys: JWTVerifyGetKey = (header, token) => {
    const last = remote.jwks();
    if (!last || now() - fetchedAt > times.staleMs) throw unreachable(times.restMs);
    return createLocalJWKSet(last)(header, token);
  };

  const findKey: JWTVerifyGetKey = async (header, token) => {
    if (isResting()) return fromStaleKeys(header, token);
    try {
      return await remote(header, token);
    } catch (error) {
      if (isTokenError(error) || !isResting()) throw error;
      return fromStaleKeys(header, token);
    }
  };

  return async (header, token) => {
    try {
      return await findKey(header, token);
    } catch (error) {
      if (isTokenError(error) || error instanceof SwitchboardError) throw error;
      throw unreachable(times.restMs);
    }
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
