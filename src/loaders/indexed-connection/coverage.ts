import type { CallFilter } from '../../domain/call-filter.ts';
import type { CallIndexCoverage, IndexedSource } from '../../domain/call-index.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { canonicalInstant, type Instant, isBefore } from '../../domain/instant.ts';
import type { CallSourceCoverage } from '../source-coverage.ts';

/** Tells whether the index has read every call of a source that the filter may match, as of its last look at the list. */
export function coversFilter(coverage: CallIndexCoverage, { started }: CallFilter): boolean {
  const { state, completeBackTo, reachedBackTo, keepsFrom, asOf } = coverage;
  const from = started?.from ?? null;
  if (state === 'FAILED' || (keepsFrom !== null && !isSince(from, keepsFrom))) return false;
  if (state !== 'BUILDING') return true;
  if (asOf === null) return false;
  // Another call of the time that the walk has reached may be unread.
  const isReached = reachedBackTo !== null && from !== null && isBefore(reachedBackTo, from);
  return isReached || (completeBackTo !== null && isSince(from, completeBackTo));
}

const isSince = (from: Instant | null, bound: Instant): boolean =>
  from !== null && !isBefore(from, canonicalInstant(bound));

/** Coverage of a source that the index answers for; `indexed` is null if the index keeps no calls of it. */
export function indexCoverageOf(
  { identity }: ConnectedSource,
  indexed: IndexedSource | null,
  { filter, isStopped }: { readonly filter: CallFilter; readonly isStopped: boolean },
): CallSourceCoverage {
  const coverage = indexed?.coverage ?? null;
  const isWhole = coverage !== null && coversFilter(coverage, filter);
  return {
    source: identity.name,
    state: isWhole && !isStopped && isUpToDate(coverage) ? 'COMPLETE' : 'PARTIAL',
    origin: 'INDEX',
    code: coverage && codeOf(coverage),
    scanned: 0,
    reachedBackTo: coverage && (coverage.completeBackTo ?? coverage.reachedBackTo),
    total: isWhole ? (indexed?.total ?? null) : null,
    asOf: coverage?.asOf ?? null,
    index: coverage,
  };
}

/** An index that is behind may lack calls, and show earlier versions of others. */
const isUpToDate = ({ state, damaged }: CallIndexCoverage): boolean => state !== 'BEHIND' && damaged === 0;

const codeOf = ({ failure, damaged }: CallIndexCoverage): CallSourceCoverage['code'] =>
  failure ?? (damaged > 0 ? 'UPSTREAM_INVALID_RESPONSE' : null);
