import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { RequestHead } from '../async/client-disconnect.ts';
import type { AccessOptions, Caller } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { createApiKeys } from './api-keys.ts';
import { createJwtVerifier } from './jwt.ts';
import { createRateLimit } from './rate-limit.ts';

export interface AuthenticationOptions extends Pick<AccessOptions, 'apiKeys' | 'tokens'> {
  readonly proxy: ProxySettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Authenticates the caller by the headers of a request; `addressOf` returns the client address. Rejects with
 * UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED or UPSTREAM_UNAVAILABLE.
 */
export type Authenticate = (headers: RequestHead['headers'], addressOf: () => string) => Promise<Caller>;

const maxFailedAttemptsPerMinute = 30;
const maxTrustedPairs = 10_000;
const anonymous: Caller = { name: 'anonymous', authMethod: 'ANONYMOUS' };

/**
 * Authentication by API key or JWT, with a limit on failed attempts per client address. A credential accepted there
 * before bypasses this limit, because clients behind one proxy could lock each other out.
 */
export function createAuthentication(options: AuthenticationOptions): Authenticate {
  const { apiKeys, tokens, proxy, now } = options;
  if (apiKeys.length === 0 && !tokens) return async () => anonymous;
  const findHolder = createApiKeys(apiKeys);
  const verifyToken = tokens && createJwtVerifier({ ...tokens, proxy, now });
  const failedAttempts = createRateLimit(maxFailedAttemptsPerMinute);
  const trustedPairs = new LRUCache<string, true>({ max: maxTrustedPairs });

  async function callerBy(credential: string): Promise<Caller | null> {
    return findHolder(credential) ?? (await verifyToken?.(credential)) ?? null;
  }

  /** A well-signed token with invalid claims, such as an expired one, is not a failed attempt, because it is no guess. */
  function rejectSigned(failure: unknown, pair: string): never {
    if (failure instanceof SwitchboardError && failure.code === 'UNAUTHENTICATED') trustedPairs.delete(pair);
    throw failure;
  }

  return async (headers, addressOf) => {
    const address = addressOf();
    const credential = credentialIn(headers);
    // A missing credential is not a failed attempt, because it guesses nothing.
    if (credential === null) throw unauthenticated('Say who asks: send an API key or a token.');
    const pair = createHash('sha256').update(`${address} ${credential}`).digest('base64');
    const retryAfter = trustedPairs.has(pair) ? null : await failedAttempts.wait(address);
    if (retryAfter !== null) throw tooManyFailures(retryAfter);
    const caller = await callerBy(credential).catch(failure => rejectSigned(failure, pair));
    if (!caller) {
      await failedAttempts.consume(address);
      throw unauthenticated('This API key or token is not accepted.');
    }
    trustedPairs.set(pair, true);
    return caller;
  };
}

/** The bearer token comes first, because a gateway in front may set `x-api-key` to a key of its own. */
function credentialIn(headers: RequestHead['headers']): string | null {
  const [, bearer] = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  return bearer ?? (headers.get('x-api-key') || null);
}

const unauthenticated = (message: string) =>
  new SwitchboardError('UNAUTHENTICATED', message, { retryable: false });

const tooManyFailures = (retryAfter: number) =>
  new SwitchboardError('RATE_LIMITED', 'Too many wrong keys or tokens came from this address.', {
    retryable: true,
    retryAfter,
  });
