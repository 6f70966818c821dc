import type { RequestScope } from '../async/request-scope.ts';
import type { JoinedCall } from '../async/single-flight.ts';
import type { SourceName } from './source-name.ts';

/** Cache hit, coalesced or queued request, or stale value. Explanations and metrics use it; no decision does. */
export interface SourceEvent {
  readonly source: SourceName;
  readonly type: SourceEventType;
  /** Time of the stale value in milliseconds since 1970; with `STALE` only. */
  readonly at?: number;
  /** Cache entry that served the request; with `HIT` only. */
  readonly dependency?: CacheDependency;
  /** Request in flight that the request joined; with `COALESCED` only. */
  readonly joined?: JoinedCall;
}

/** Entry of the in-memory cache (L1) that a response depends on. */
export interface CacheDependency {
  readonly key: string;
  /** Tells whether the cache would still serve the same value. */
  isValid(): boolean;
}

export const sourceEventTypes = [
  /** Served from memory (L1). */
  'HIT',
  /** Served from Redis (L2), where another process had stored the value. */
  'SHARED_HIT',
  /** Joined an identical request in flight (single-flight). */
  'COALESCED',
  /** Waited for a connection or for the source's quota. */
  'QUEUED',
  /** Stale-if-error: the source failed, and an expired cache entry was served. */
  'STALE',
] as const;

export type SourceEventType = (typeof sourceEventTypes)[number];

export type OnSourceEvent = (event: SourceEvent, scope: RequestScope) => void;

export type SourceEventDetails = Pick<SourceEvent, 'at' | 'dependency' | 'joined'>;
