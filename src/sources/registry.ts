import type { NextTurn } from '../async/turn-queue.ts';
import { type CacheOptions, splitBudget } from '../cache/cache-config.ts';
import { createPurge, type Purge } from '../cache/purge.ts';
import { createTwoLevelCache } from '../cache/two-level-cache.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { OnSourceEvent } from '../domain/source-event.ts';
import type { SourceName } from '../domain/source-name.ts';
import { connectRedis, type RedisObserver } from '../redis/redis.ts';
import type { OnAttempt, OnRequest } from '../upstream/attempt.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { connectSource, type SourceAccess } from './connect-source.ts';
import { sourceDefinitions } from './index.ts';

export interface SourcesOptions {
  /** Access to each source; null if the source is off. */
  readonly sources: Readonly<Record<SourceName, SourceAccess | null>>;
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  /** Null if the cache is off. */
  readonly cache: CacheOptions | null;
  /** Redis that the processes of a deployment share; null for none. */
  readonly redisUrl: string | null;
  /** Part of each quota that background requests may use; half of it by default. */
  readonly backgroundShare?: number;
}

/** Callbacks for events at the sources. */
export interface SourcesObserver {
  readonly onAttempt: OnAttempt;
  readonly onRequest?: OnRequest | undefined;
  readonly onSourceEvent: OnSourceEvent;
  readonly onDrift: (source: SourceName, field: string) => void;
  readonly redis: RedisObserver;
}

/** All sources of a gateway, with their shared cache and Redis. */
export interface Sources {
  readonly connected: readonly ConnectedSource[];
  /** Current statistics of each upstream; null if the source is off. */
  stats(): ReadonlyMap<SourceName, UpstreamClient['stats'] | null>;
  readonly purge: Purge;
  /** Lifts the pauses of a source in all processes; null if the source is off, or none. */
  liftPauses(name: string): Promise<'everywhere' | 'here' | null>;
  close(): Promise<void>;
}

export function connectSources(
  options: SourcesOptions,
  observer: SourcesObserver,
  nextTurn: NextTurn,
): Sources {
  const { sources, limits, proxy, cache: cacheOptions, redisUrl, backgroundShare = 0.5 } = options;
  const { onAttempt, onRequest, onSourceEvent } = observer;
  const redis = redisUrl === null ? null : connectRedis({ url: redisUrl, observer: observer.redis });
  const store =
    cacheOptions &&
    createTwoLevelCache({ memoryBytes: splitBudget(cacheOptions).sources, redis, now: Date.now });
  const cache = store && { store, ...cacheOptions };
  const connections = sourceDefinitions.map(definition => {
    const { name } = definition.identity;
    const drift = (field: string) => observer.onDrift(name, field);
    return connectSource(definition, sources[name], {
      limits,
      proxy,
      onAttempt,
      onRequest,
      onSourceEvent,
      onDrift: drift,
      nextTurn,
      cache,
      redis,
      backgroundShare,
    });
  });
  const connected = connections.map(({ source }) => source);
  return {
    connected,
    stats: () =>
      new Map(connections.map(({ source, upstream }) => [source.identity.name, upstream?.stats ?? null])),
    purge: createPurge(store, connected),
    async liftPauses(name) {
      const upstream = connections.find(({ source }) => source.identity.name === name)?.upstream;
      if (!upstream) return null;
      return (await upstream.liftPauses()) ? 'everywhere' : 'here';
    },
    async close() {
      await Promise.all([redis?.close(), ...connections.map(({ upstream }) => upstream?.close())]);
    },
  };
}
