import { type Call, timeOf } from '../../domain/call.ts';
import type { RowPage } from '../../domain/call-source.ts';
import type { SyncState, Walk } from '../store/index-store.ts';
import type { SyncOptions } from './sync-options.ts';

/** A walk that starts at the newest end; its number is above those of all walks before. */
export const newWalk = ({ walk, proof }: SyncState, startedAt: number): Walk => ({
  number: Math.max(walk?.number ?? 0, proof?.number ?? 0) + 1,
  startedAt,
  place: null,
  oldest: null,
  damaged: 0,
  rowCount: 0,
  isRead: false,
  isDeletionConfirmed: false,
});

/** Whether the calls that a walk has not found wait for an operator. */
export const awaitsConfirmation = ({ walk, failure }: SyncState): boolean =>
  walk?.isRead === true &&
  !walk.isDeletionConfirmed &&
  failure?.kind === 'MASS_DELETION' &&
  failure.walk === walk.number;

/** Whether a walk is to be started, also in place of one that waits for an operator. */
export function isWalkDue(state: SyncState, now: number, options: SyncOptions): boolean {
  const { walk, proof } = state;
  if (isOutdated(state, now, options)) return true;
  if (walk && !awaitsConfirmation(state)) return false;
  const last = walk ?? proof;
  // A clock that was set back must not put off the walk.
  return last === null || now - last.startedAt >= options.walkIntervalMs || last.startedAt > now;
}

/**
 * Whether a walk was interrupted for so long, by the end of the process or by its source, that it has to start over. Calls that it
 * saw before may be gone since, and its end would prove the contrary.
 */
const isOutdated = ({ walk, asOf }: SyncState, now: number, { walkIntervalMs }: SyncOptions): boolean =>
  walk !== null && now - (asOf ?? walk.startedAt) > walkIntervalMs;

/** A walk after the page at its place. */
export function advance(walk: Walk, { calls, next, damaged }: RowPage, keepFrom: number | null): Walk {
  const isRead = next === null || (keepFrom !== null && areOlder(calls, keepFrom));
  return {
    ...walk,
    place: isRead ? null : next,
    oldest: oldestOf(walk.oldest, calls, keepFrom),
    damaged: walk.damaged + damaged,
    // An empty page counts too, so that a list of them ends.
    rowCount: walk.rowCount + Math.max(1, calls.length),
    isRead,
  };
}

/** Calls are kept from `keepFrom` on, in microseconds; null keeps all. A call without a time has no age. */
export const keptOf = (calls: readonly Call[], keepFrom: number | null): readonly Call[] =>
  keepFrom === null ? calls : calls.filter(call => timeOf(call) >= keepFrom);

const areOlder = (calls: readonly Call[], keepFrom: number): boolean =>
  calls.length > 0 && calls.every(call => timeOf(call) < keepFrom);

function oldestOf(oldest: number | null, calls: readonly Call[], keepFrom: number | null): number | null {
  const least = calls.reduce(
    (least, call) => Math.min(least, timeOf(call)),
    oldest ?? Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(least) ? Math.max(least, keepFrom ?? least) : null;
}

export const keepFromAt = (now: number, { keepMs }: SyncOptions): number | null =>
  keepMs === null ? null : (now - keepMs) * 1000;

/** Rows that a reading may take beyond twice the calls of the index, before the list counts as one that repeats its pages. */
const maxExtraRows = 10_000;

export const isEndless = ({ rowCount }: Pick<Walk, 'rowCount'>, callCount: number): boolean =>
  rowCount > 2 * callCount + maxExtraRows;

/** Seconds until the walk under way has read the list, at its rate so far; null without one, or before the first proof. */
export function secondsLeft({ walk, proof }: SyncState, callCount: number, now: number): number | null {
  if (!walk || !proof || walk.rowCount === 0) return null;
  const secondsPerRow = (now - walk.startedAt) / 1000 / walk.rowCount;
  return Math.max(0, (callCount - walk.rowCount) * secondsPerRow);
}
