import { type CacheOptions, splitBudget } from '../cache/cache-config.ts';
import { createPurge, type Purge } from '../cache/purge.ts';
import { createTwoLevelCache } from '../cache/two-level-cache.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { OnSourceEvent } from '../domain/source-event.ts';
import type { SourceName } from '../domain/source-name.ts';
import { connectRedis } from '../redis/redis.ts';
import type { OnAttempt } from '../upstream/attempt.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { connectSource, type SourceAccess } from './connect-source.ts';
import { sourceDefinitions } from './index.ts';

export interface SourcesOptions {
  /** How each source is reached; null where it is off. */
  readonly sources: Readonly<Record<SourceName, SourceAccess | null>>;
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  /** What is remembered of the sources, and for how long; null for nothing. */
  readonly cache: CacheOptions | null;
  /** The Redis that the processes of one deployment share; null where this one shares nothing. */
  readonly redisUrl: string | null;
}

/** Who is told what happens at the sources. */
export interface SourcesObserver {
  readonly onAttempt: OnAttempt;
  readonly onSourceEvent: OnSourceEvent;
  readonly onDrift: (source: SourceName, field: string) => void;
  readonly onRedis: (event: 'lost' | 'back') => void;
}

/** Every source of a gateway, and what they have in common. */
export interface Sources {
  readonly connected: readonly ConnectedSource[];
  /** How each upstream is doing at this moment; null where the source is off. */
  stats(): ReadonlyMap<SourceName, UpstreamClient['stats'] | null>;
  readonly purge: Purge;
  close(): Promise<void>;
}

export function connectSources(options: SourcesOptions, told: SourcesObserver): Sources {
  const { sources, limits, proxy, cache: rules, redisUrl } = options;
  const { onAttempt, onSourceEvent } = told;
  const redis =
    redisUrl === null
      ? null
      : connectRedis({ url: redisUrl, report: told.onRedis, clock: () => performance.now() });
  const store =
    rules && createTwoLevelCache({ memoryBytes: splitBudget(rules).sources, redis, now: Date.now });
  const cache = store && { store, ...rules };
  const connections = sourceDefinitions.map(definition => {
    const { name } = definition.identity;
    const drift = (field: string) => told.onDrift(name, field);
    return connectSource(definition, sources[name], {
      limits,
      proxy,
      onAttempt,
      onSourceEvent,
      onDrift: drift,
      cache,
      redis,
    });
  });
  const connected = connections.map(({ source }) => source);
  return {
    connected,
    stats: () =>
      new Map(connections.map(({ source, upstream }) => [source.identity.name, upstream?.stats ?? null])),
    purge: createPurge(store, connected),
    async close() {
      await Promise.all([redis?.close(), ...connections.map(({ upstream }) => upstream?.close())]);
    },
  };
}
