import type { ConnectedSource } from '../../domain/call-source.ts';
import { type ErrorCode, SwitchboardError } from '../../domain/errors.ts';
import { type Instant, instantOf } from '../../domain/instant.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { SourceStream } from './stream.ts';

export type CoverageState = 'COMPLETE' | 'PARTIAL' | 'UNAVAILABLE' | 'EXCLUDED' | 'NOT_CONFIGURED';

/** What a page of the merged list holds of one source, and why not more. */
export interface SourceCoverage {
  readonly source: SourceName;
  readonly state: CoverageState;
  readonly code: ErrorCode | 'INTERNAL_SERVER_ERROR' | null;
  readonly scanned: number;
  readonly reachedBackTo: Instant | null;
  readonly total: number | null;
}

export function coverageOf(
  { identity, calls }: ConnectedSource,
  stream: SourceStream | null,
): SourceCoverage {
  if (!stream) {
    const state = calls ? 'EXCLUDED' : 'NOT_CONFIGURED';
    return { source: identity.name, state, code: null, scanned: 0, reachedBackTo: null, total: null };
  }
  const { passed, total } = stream.place;
  return {
    source: identity.name,
    ...stateOf(stream),
    scanned: stream.scanned,
    reachedBackTo: Number.isFinite(passed) ? instantOf(passed) : null,
    total,
  };
}

function stateOf({
  failure,
  damaged,
  scanned,
  stalled,
}: SourceStream): Pick<SourceCoverage, 'state' | 'code'> {
  if (failure !== null) {
    const code = failure instanceof SwitchboardError ? failure.code : 'INTERNAL_SERVER_ERROR';
    return { state: scanned > 0 ? 'PARTIAL' : 'UNAVAILABLE', code };
  }
  if (damaged) return { state: 'PARTIAL', code: 'UPSTREAM_INVALID_RESPONSE' };
  return { state: stalled ? 'PARTIAL' : 'COMPLETE', code: null };
}
