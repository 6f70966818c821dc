import type { CallIndexCoverage } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { type CallErrorCode, SwitchboardError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { SourceName } from '../domain/source-name.ts';

export type CallCoverageState = 'COMPLETE' | 'PARTIAL' | 'UNAVAILABLE' | 'EXCLUDED' | 'NOT_CONFIGURED';

/** Completeness of one source's part of a page, with the reason for any gap. */
export interface CallSourceCoverage {
  readonly source: SourceName;
  readonly state: CallCoverageState;
  /** Null if nobody was asked for this page. */
  readonly origin: 'SOURCE' | 'INDEX' | null;
  readonly code: CallErrorCode | 'INTERNAL_SERVER_ERROR' | null;
  /** Number of rows that were read from the source. */
  readonly scanned: number;
  readonly reachedBackTo: Instant | null;
  readonly total: number | null;
  /**
   * When the index read the newest end of the source's list, or else the time of the stale cache entry that replaces a failed
   * response; null for a current response.
   */
  readonly asOf: Instant | null;
  /** Null unless the index was asked for this page. */
  readonly index: CallIndexCoverage | null;
}

const nothing = {
  origin: null,
  code: null,
  scanned: 0,
  reachedBackTo: null,
  total: null,
  asOf: null,
  index: null,
};

/** Coverage of a source that the filter excludes, or that is off. */
export const coverageWithoutAnswer = ({ identity, calls }: ConnectedSource): CallSourceCoverage => ({
  source: identity.name,
  state: calls ? 'EXCLUDED' : 'NOT_CONFIGURED',
  ...nothing,
});

export const codeOf = (failure: unknown): CallErrorCode | 'INTERNAL_SERVER_ERROR' =>
  failure instanceof SwitchboardError ? failure.code : 'INTERNAL_SERVER_ERROR';
