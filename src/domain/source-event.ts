import type { RequestScope } from '../async/request-scope.ts';
import type { SourceName } from './source-name.ts';

/** Something that spared or delayed an upstream request: for explanations and metrics, never for decisions. */
export interface Notice {
  readonly source: SourceName;
  readonly kind: NoticeKind;
  /** When the source gave what was answered without it, in milliseconds since 1970; of `STALE` only. */
  readonly at?: number;
  /** What was answered from; of `HIT` only. */
  readonly memory?: Memory;
}

/** A piece of this process' memory. */
export interface Memory {
  readonly key: string;
  /** Whether the same would be answered from it now. */
  isGood(): boolean;
}

export const noticeKinds = [
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

export type NoticeKind = (typeof noticeKinds)[number];

/** Is told of each, and on whose behalf it happened. */
export type Notify = (notice: Notice, scope: RequestScope) => void;
