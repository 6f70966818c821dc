import type { RequestScope } from '../async/request-scope.ts';
import type { SourceName } from './source-name.ts';

/** Something that spared or delayed an upstream request: for explanations and metrics, never for decisions. */
export interface SourceEvent {
  readonly source: SourceName;
  readonly type: SourceEventType;
  /** When the source gave what was answered without it, in milliseconds since 1970; of `STALE` only. */
  readonly at?: number;
  /** What was answered from; of `HIT` only. */
  readonly dependency?: CacheDependency;
}

/** A piece of this process' memory. */
export interface CacheDependency {
  readonly key: string;
  /** Whether the same would be answered from it now. */
  isValid(): boolean;
}

export const sourceEventTypes = [
  /** Answered from this process' memory. */
  'HIT',
  /** Answered from what another process had fetched. */
  'SHARED_HIT',
  /** Took part in a request that was under way already. */
  'COALESCED',
  /** Waited for the source's quota. */
  'QUEUED',
  /** The source failed, and what it had said before was answered. */
  'STALE',
] as const;

export type SourceEventType = (typeof sourceEventTypes)[number];

/** Is told of each, and on whose behalf it happened. */
export type OnSourceEvent = (notice: SourceEvent, scope: RequestScope) => void;

/** What an event may tell beside its source and type. */
export type SourceEventDetails = Pick<SourceEvent, 'at' | 'dependency'>;
