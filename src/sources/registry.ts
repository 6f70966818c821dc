import { type CacheRules, sharesOf } from '../cache/cache-config.ts';
import { createForget, type Forget } from '../cache/purge.ts';
import { createStore } from '../cache/two-level-cache.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { Notify } from '../domain/source-event.ts';
import type { SourceName } from '../domain/source-name.ts';
import { connectRedis } from '../redis/redis.ts';
import type { Observer } from '../upstream/attempt.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import type { Upstream } from '../upstream/upstream-client.ts';
import { connectSource, type SourceAccess } from './connect-source.ts';
import { sourceDefinitions } from './index.ts';
import { makeFirstShapes } from './v8-warmup.ts';

export interface SourcesOptions {
  /** How each source is reached; null where it is off. */
  readonly sources: Readonly<Record<SourceName, SourceAccess | null>>;
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  /** What is remembered of the sources, and for how long; null for nothing. */
  readonly cache: CacheRules | null;
  /** The Redis that the processes of one deployment share; null where this one shares nothing. */
  readonly redisUrl: string | null;
}

/** Who is told what happens at the sources. */
export interface SourcesObserver {
  readonly observe: Observer;
  readonly notify: Notify;
  readonly drift: (source: SourceName, field: string) => void;
  readonly redis: (event: 'lost' | 'back') => void;
}

/** Every source of a gateway, and what they have in common. */
export interface Sources {
  readonly connected: readonly ConnectedSource[];
  /** How each upstream is doing at this moment; null where the source is off. */
  loads(): ReadonlyMap<SourceName, Upstream['load'] | null>;
  readonly forget: Forget;
  close(): Promise<void>;
}

export function connectAll(options: SourcesOptions, told: SourcesObserver): Sources {
  makeFirstShapes();
  const { sources, limits, proxy, cache: rules, redisUrl } = options;
  const { observe, notify } = told;
  const redis =
    redisUrl === null
      ? null
      : connectRedis({ url: redisUrl, report: told.redis, clock: () => performance.now() });
  const store = rules && createStore({ memoryBytes: sharesOf(rules).sources, redis, now: Date.now });
  const cache = store && { store, ...rules };
  const connections = sourceDefinitions.map(definition => {
    const { name } = definition.identity;
    const drift = (field: string) => told.drift(name, field);
    return connectSource(definition, sources[name], { limits, proxy, observe, notify, drift, cache, redis });
  });
  const connected = connections.map(({ source }) => source);
  return {
    connected,
    loads: () =>
      new Map(connections.map(({ source, upstream }) => [source.identity.name, upstream?.load ?? null])),
    forget: createForget(store, connected),
    async close() {
      await Promise.all([redis?.close(), ...connections.map(({ upstream }) => upstream?.close())]);
    },
  };
}
