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
  /** The time of day in milliseconds. */
  readonly now: () => number;
}

/** Who sends these headers from this address; a coded error when they do not say, or may not ask. */
export type Authenticate = (headers: RequestHead['headers'], addressOf: () => string) => Promise<Caller>;

const maxFailedAttemptsPerMinute = 30;
const maxTrustedPairs = 10_000;
const anyone: Caller = { name: 'anonymous', authMethod: 'ANONYMOUS' };

/**
 * Tells callers by their API key or token. An address that has sent too many wrong ones is not heard for a while,
 * except with one that was good from there before: else a stranger behind the same proxy could lock everyone out.
 */
export function createAuthentication(options: AuthenticationOptions): Authenticate {
  const { apiKeys, tokens, proxy, now } = options;
  if (apiKeys.length === 0 && !tokens) return async () => anyone;
  const findHolder = createApiKeys(apiKeys);
  const verifyToken = tokens && createJwtVerifier({ ...tokens, proxy, now });
  const failedAttempts = createRateLimit(maxFailedAttemptsPerMinute);
  const trustedPairs = new LRUCache<string, true>({ max: maxTrustedPairs });

  async function callerBy(credential: string): Promise<Caller | null> {
    return findHolder(credential) ?? (await verifyToken?.(credential)) ?? null;
  }

  return async (headers, addressOf) => {
    const address = addressOf();
    const credential = credentialIn(headers);
    // Not counted as wrong, because it guesses nothing.
    if (credential === null) throw unauthenticated('Say who asks: send an API key or a token.');
    const pair = createHash('sha256').update(`${address} ${credential}`).digest('base64');
    const wait = trustedPairs.has(pair) ? null : await failedAttempts.wait(address);
    if (wait !== null) throw tooManyWrong(wait);
    const caller = await callerBy(credential);
    if (!caller) {
      await failedAttempts.consume(address);
      throw unauthenticated('This API key or token is not accepted.');
    }
    trustedPairs.set(pair, true);
    return caller;
  };
}

/** A key may stand in either header; a gateway in front may have put a key of its own into the second. */
function credentialIn(headers: RequestHead['headers']): string | null {
  const [, bearer] = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  return bearer ?? (headers.get('x-api-key') || null);
}

const unauthenticated = (message: string) =>
  new SwitchboardError('UNAUTHENTICATED', message, { retryable: false });

const tooManyWrong = (retryAfter: number) =>
  new SwitchboardError('RATE_LIMITED', 'Too many wrong keys or tokens came from this address.', {
    retryable: true,
    retryAfter,
  });
