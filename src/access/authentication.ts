import { createHash } from 'node:crypto';
import type { RequestHead } from '../async/client-disconnect.ts';
import type { AccessRules, Caller } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { createApiKeys } from './api-keys.ts';
import { createTokens } from './jwt.ts';
import { createRecent } from './lru-set.ts';
import { createRateLimit } from './rate-limit.ts';

export interface AuthenticationOptions extends Pick<AccessRules, 'apiKeys' | 'tokens'> {
  readonly proxy: ProxySettings;
  /** The time of day in milliseconds. */
  readonly now: () => number;
}

/** Who sends these headers from this address; a coded error when they do not say, or may not ask. */
export type Authenticate = (headers: RequestHead['headers'], addressOf: () => string) => Promise<Caller>;

const wrongPerMinute = 30;
const mostAcquaintances = 10_000;
const anyone: Caller = { name: 'anonymous', by: 'NOTHING' };

/**
 * Tells callers by their API key or token. An address that has sent too many wrong ones is not heard for a while,
 * except with one that was good from there before: else a stranger behind the same proxy could lock everyone out.
 */
export function createAuthentication(options: AuthenticationOptions): Authenticate {
  const { apiKeys, tokens, proxy, now } = options;
  if (apiKeys.length === 0 && !tokens) return async () => anyone;
  const findHolder = createApiKeys(apiKeys);
  const verifyToken = tokens && createTokens({ ...tokens, proxy, now });
  const wrong = createRateLimit(wrongPerMinute);
  const acquainted = createRecent(mostAcquaintances);

  async function callerBy(credential: string): Promise<Caller | null> {
    return findHolder(credential) ?? (await verifyToken?.(credential)) ?? null;
  }

  return async (headers, addressOf) => {
    const address = addressOf();
    const credential = credentialIn(headers);
    // Not counted as wrong, because it guesses nothing.
    if (credential === null) throw unauthenticated('Say who asks: send an API key or a token.');
    const acquaintance = createHash('sha256').update(`${address} ${credential}`).digest('base64');
    const wait = acquainted.has(acquaintance) ? null : await wrong.wait(address);
    if (wait !== null) throw tooManyWrong(wait);
    const caller = await callerBy(credential);
    if (!caller) {
      await wrong.take(address);
      throw unauthenticated('This API key or token is not accepted.');
    }
    acquainted.add(acquaintance);
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
