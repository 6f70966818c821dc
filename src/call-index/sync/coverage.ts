import type { CallIndexCoverage, CallIndexState } from '../../domain/call-index.ts';
import { earliestPlausible, type Instant, instantOf } from '../../domain/instant.ts';
import type { SyncState } from '../store/index-store.ts';
import type { SyncOptions } from './sync-options.ts';
import { keepFromAt } from './walk-progress.ts';

/** Age in milliseconds from which the newest end counts as old; it is read every few seconds. */
const maxAgeMs = 60_000;

/** Coverage of a source, by the state of its sync at a time in milliseconds since 1970. */
export function coverageOf(
  state: SyncState,
  callCount: number,
  now: number,
  options: SyncOptions,
): CallIndexCoverage {
  const { asOf, walk, proof, failure } = state;
  const keepFrom = keepFromAt(now, options);
  return {
    state: stateOf(state, now, options),
    callCount,
    completeBackTo: proof && completeBackTo(proof.oldest, keepFrom),
    reachedBackTo: walk && walk.oldest !== null ? instantOf(walk.oldest) : null,
    asOf: asOf === null ? null : instantOf(asOf * 1000),
    provenAt: proof && instantOf(proof.finishedAt * 1000),
    keepsFrom: keepFrom === null ? null : instantOf(keepFrom),
    damaged: proof?.damaged ?? 0,
    failure: failure && failureCodes[failure.kind],
  };
}

const failureCodes = {
  CREDENTIALS: 'UPSTREAM_AUTH',
  MASS_DELETION: 'UPSTREAM_INVALID_RESPONSE',
  STORAGE: 'INTERNAL_SERVER_ERROR',
} as const;

function stateOf(state: SyncState, now: number, options: SyncOptions): CallIndexState {
  if (state.failure) return 'FAILED';
  if (!state.proof) return 'BUILDING';
  return isBehind(state, now, options) ? 'BEHIND' : 'CURRENT';
}

/** A walk is overdue when it should have finished before the next one is due. */
function isBehind({ asOf, proof }: SyncState, now: number, options: SyncOptions): boolean {
  const maxAge = Math.max(maxAgeMs, 3 * options.headIntervalMs);
  const isOld = asOf === null || now - asOf > maxAge;
  return isOld || proof === null || now - proof.finishedAt > 2 * options.walkIntervalMs;
}

/** A finished walk has read all calls, also of a list without times. */
const completeBackTo = (oldest: number | null, keepFrom: number | null): Instant =>
  oldest === null && keepFrom === null
    ? earliestPlausible
    : instantOf(Math.max(oldest ?? Number.NEGATIVE_INFINITY, keepFrom ?? Number.NEGATIVE_INFINITY));
