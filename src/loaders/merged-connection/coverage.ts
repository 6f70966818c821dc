import type { ConnectedSource } from '../../domain/call-source.ts';
import { instantOf } from '../../domain/instant.ts';
import { type CallSourceCoverage, codeOf, coverageWithoutAnswer } from '../source-coverage.ts';
import type { SourceIterator } from './source-iterator.ts';

export function coverageOf(source: ConnectedSource, iterator: SourceIterator | null): CallSourceCoverage {
  if (!iterator) return coverageWithoutAnswer(source);
  const { watermark, total } = iterator.checkpoint;
  return {
    source: source.identity.name,
    ...coverageStateOf(iterator),
    origin: iterator.requests > 0 ? 'SOURCE' : null,
    scanned: iterator.scanned,
    reachedBackTo: Number.isFinite(watermark) ? instantOf(watermark) : null,
    total,
    asOf: iterator.stale ? instantOf(iterator.stale.at * 1000) : null,
    index: null,
  };
}

function coverageStateOf(iterator: SourceIterator): Pick<CallSourceCoverage, 'state' | 'code'> {
  const { failure, stale, incomplete, truncated, scanned } = iterator;
  if (failure !== null) return { state: scanned > 0 ? 'PARTIAL' : 'UNAVAILABLE', code: codeOf(failure) };
  if (stale) return { state: 'PARTIAL', code: codeOf(stale.failure) };
  if (incomplete) return { state: 'PARTIAL', code: 'UPSTREAM_INVALID_RESPONSE' };
  return { state: truncated || iterator.budgetExhausted() ? 'PARTIAL' : 'COMPLETE', code: null };
}
