import { z } from 'zod';
import { type CacheOptions, defaultCacheOptions } from '../cache/cache-config.ts';
import { envVar, flag, onOff, secretVar, wholeNumber } from './env-var.ts';

export interface CachingConfig {
  readonly cache: CacheOptions | null;
  readonly redisUrl: string | null;
  /** Whether clients may request an explanation of the upstream requests of their query. */
  readonly explain: boolean;
}

export const cachingSettings = {
  CACHE: envVar('CACHE', onOff, flag),
  CACHE_MEMORY_BYTES: envVar(
    'CACHE_MEMORY_BYTES',
    'a whole number of bytes from 100000 to 999999999',
    wholeNumber(100_000, 999_999_999),
  ),
  CACHE_SETTLED_AFTER_MS: envVar(
    'CACHE_SETTLED_AFTER_MS',
    'a whole number of milliseconds from 0 to 604800000',
    wholeNumber(0, 604_800_000),
  ),
  CACHE_SHARE_CONVERSATIONS: envVar('CACHE_SHARE_CONVERSATIONS', onOff, flag),
  REDIS_URL: secretVar('REDIS_URL', 'a redis or rediss address', z.url({ protocol: /^rediss?$/ })),
  EXPLAIN: envVar('EXPLAIN', onOff, flag),
};

const settingsObject = z.object(cachingSettings);

export const cachingOf = (
  settings: z.infer<typeof settingsObject>,
  onlySandboxes: boolean,
): CachingConfig => ({
  cache:
    settings.CACHE === false
      ? null
      : {
          memoryBytes: settings.CACHE_MEMORY_BYTES ?? defaultCacheOptions.memoryBytes,
          settledAfterMs: settings.CACHE_SETTLED_AFTER_MS ?? defaultCacheOptions.settledAfterMs,
          shareConversations: settings.CACHE_SHARE_CONVERSATIONS ?? defaultCacheOptions.shareConversations,
        },
  redisUrl: settings.REDIS_URL ?? null,
  explain: settings.EXPLAIN ?? onlySandboxes,
});
