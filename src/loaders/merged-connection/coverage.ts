import type { ConnectedSource } from '../../domain/call-source.ts';
import { type CallErrorCode, SwitchboardError } from '../../domain/errors.ts';
import { type Instant, instantOf } from '../../domain/instant.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { SourceIterator } from './source-iterator.ts';

export type CallCoverageState = 'COMPLETE' | 'PARTIAL' | 'UNAVAILABLE' | 'EXCLUDED' | 'NOT_CONFIGURED';

/** Completeness of one source's part of a page, with the reason for any gap. */
export interface CallSourceCoverage {
  readonly source: SourceName;
  readonly state: CallCoverageState;
  /** Null if nobody was asked for this page. */
  readonly origin: 'SOURCE' | null;
  readonly code: CallErrorCode | 'INTERNAL_SERVER_ERROR' | null;
  readonly scanned: number;
  readonly reachedBackTo: Instant | null;
  readonly total: number | null;
  /** The time of the stale cache entry that replaces a failed response; null for a current response. */
  readonly asOf: Instant | null;
}

const nothing = { origin: null, reachedBackTo: null, total: null, asOf: null };

export function coverageOf(
  { identity, calls }: ConnectedSource,
  iterator: SourceIterator | null,
): CallSourceCoverage {
  if (!iterator) {
    const state = calls ? 'EXCLUDED' : 'NOT_CONFIGURED';
    return { source: identity.name, state, code: null, scanned: 0, ...nothing };
  }
  const { watermark, total } = iterator.checkpoint;
  return {
    source: identity.name,
    ...coverageStateOf(iterator),
    origin: iterator.requests > 0 ? 'SOURCE' : null,
    scanned: iterator.scanned,
    reachedBackTo: Number.isFinite(watermark) ? instantOf(watermark) : null,
    total,
    asOf: iterator.stale ? instantOf(iterator.stale.at * 1000) : null,
  };
}

function coverageStateOf(iterator: SourceIterator): Pick<CallSourceCoverage, 'state' | 'code'> {
  const { failure, stale, incomplete, truncated, scanned } = iterator;
  if (failure !== null) return { state: scanned > 0 ? 'PARTIAL' : 'UNAVAILABLE', code: codeOf(failure) };
  if (stale) return { state: 'PARTIAL', code: codeOf(stale.failure) };
  if (incomplete) return { state: 'PARTIAL', code: 'UPSTREAM_INVALID_RESPONSE' };
  return { state: truncated || iterator.budgetExhausted() ? 'PARTIAL' : 'COMPLETE', code: null };
}

export const codeOf = (failure: unknown): CallErrorCode | 'INTERNAL_SERVER_ERROR' =>
  failure instanceof SwitchboardError ? failure.code : 'INTERNAL_SERVER_ERROR';
