import { z } from 'zod';
import { type CacheRules, defaultCacheRules } from '../cache/cache-config.ts';
import { flag, onOff, setting, wholeNumber } from './env-var.ts';

/** What is remembered and shared, and whether a client may ask what its answer cost. */
export interface FrugalityConfig {
  /** Null where nothing is remembered. */
  readonly cache: CacheRules | null;
  readonly redisUrl: string | null;
  readonly explain: boolean;
}

/** The settings of the cache, of what processes share, and of explanations. */
export const frugalitySettings = {
  CACHE: setting('CACHE', onOff, flag),
  CACHE_MEMORY_BYTES: setting(
    'CACHE_MEMORY_BYTES',
    'a whole number of bytes from 100000 to 999999999',
    wholeNumber(100_000, 999_999_999),
  ),
  CACHE_SETTLED_AFTER_MS: setting(
    'CACHE_SETTLED_AFTER_MS',
    'a whole number of milliseconds from 0 to 604800000',
    wholeNumber(0, 604_800_000),
  ),
  CACHE_SHARE_CONVERSATIONS: setting('CACHE_SHARE_CONVERSATIONS', onOff, flag),
  REDIS_URL: setting('REDIS_URL', 'a redis or rediss address', z.url({ protocol: /^rediss?$/ })),
  EXPLAIN: setting('EXPLAIN', onOff, flag),
};

const settingsObject = z.object(frugalitySettings);

export const frugalityOf = (
  settings: z.infer<typeof settingsObject>,
  onlySandboxes: boolean,
): FrugalityConfig => ({
  cache:
    settings.CACHE === false
      ? null
      : {
          memoryBytes: settings.CACHE_MEMORY_BYTES ?? defaultCacheRules.memoryBytes,
          settledAfterMs: settings.CACHE_SETTLED_AFTER_MS ?? defaultCacheRules.settledAfterMs,
          shareConversations: settings.CACHE_SHARE_CONVERSATIONS ?? defaultCacheRules.shareConversations,
        },
  redisUrl: settings.REDIS_URL ?? null,
  explain: settings.EXPLAIN ?? onlySandboxes,
});
