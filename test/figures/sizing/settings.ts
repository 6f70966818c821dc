import { defaultCacheOptions } from '../../../src/cache/cache-config.ts';
import { ttlMs } from '../../../src/cache/ttl.ts';
import { defaultIndexSettings } from '../../../src/domain/index-settings.ts';
import { butter as definition } from '../../../src/sources/butter/index.ts';
import { maxPageSize } from '../../../src/sources/butter/upstream-page.ts';

// Settings and bounds of the gateway that the arithmetic of docs/sizing.md uses.

/** Butter's default quota in requests a second, the share of it that the index may take, and the calls of a page. */
export const butter = {
  quota: Number(definition.requestsPerSecond),
  share: defaultIndexSettings.share,
  pageSize: maxPageSize,
} as const;

/** Memory of the cache. */
export const cacheMb = defaultCacheOptions.memoryBytes / 1e6;

/** Seconds for which a page of a list is fresh. */
export const listSeconds = ttlMs.list / 1_000;

/** Connections that a gateway opens to Redis, and at most to PostgreSQL. */
export const connections = { redis: 2, postgres: 5 } as const;

/** Milliseconds of work that statistics may take. */
export const statisticsMs = 2_000;

/** Megabytes of the heap of the index's worker, and bytes of a number in a list. */
export const worker = { heapMb: 256, bytesOfNumber: 8 } as const;

/** Seconds between the starts of two walks, and intervals without a finished one after which the index is `BEHIND`. */
export const walks = { everySeconds: defaultIndexSettings.walkEveryMs / 1_000, lateAfter: 2 } as const;

/** The manifests of deploy/kubernetes: part of a core above which the autoscaler adds a replica, and sizes in powers of 1,024. */
export const manifests = { plannedCores: 0.7, memoryGi: 1, postgresGi: 10, redisMi: 256 } as const;

export const megabytesOf = (gibibytes: number): number => Math.round((gibibytes * 1_024 ** 3) / 1e6);
