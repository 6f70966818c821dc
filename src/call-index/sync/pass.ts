import type { Call } from '../../domain/call.ts';
import type { RowPage } from '../../domain/call-source.ts';
import type { PageOutcome, SyncState, Walk } from '../store/index-store.ts';
import { isEndless } from './walk-progress.ts';

/** Reading of the newest end, from the first page to one whose rows are all known and unchanged. */
export interface Pass {
  readonly startedAt: number;
  /** Start of the oldest pass that was interrupted, this one included; null if none was. */
  readonly gapSince: number | null;
  /** Place of the next page; null for the first one. */
  readonly place: string | null;
  /** Number of pages so far. */
  readonly pages: number;
  /** Number of rows so far; a page without any counts as one. */
  readonly rowCount: number;
}

/** A page of a pass, as it is to be written. */
export interface PassPage extends RowPage {
  readonly pass: Pass;
  /** Whether the list gave no rows at this place, as it does where one cannot be read. */
  readonly isEmpty: boolean;
  readonly readAt: number;
  /** The walk under way, which this page takes on if the walk had to read it too. */
  readonly walk: Walk | null;
  readonly isOfWalk: boolean;
}

/** Pages of one pass that are read in a row; from then on, other loops have a turn in between. */
const maxPagesInRow = 20;

export const isLong = ({ pages }: Pass): boolean => pages >= maxPagesInRow;

/** Time from which rows may have been written before the pass reaches them. A clock that was set back must not date them earlier. */
const gapAfter = ({ pass: { gapSince, startedAt }, readAt }: PassPage): number =>
  Math.min(gapSince ?? startedAt, readAt);

/** The pass after a page. While other loops have turns, they may write rows that it has yet to reach, as an interruption lets them. */
export function nextOf(page: PassPage, callCount: number): Pass {
  const { pass, next: place, calls } = page;
  const next = {
    ...pass,
    place,
    pages: pass.pages + 1,
    rowCount: pass.rowCount + Math.max(1, calls.length),
    gapSince: pass.gapSince === null ? null : gapAfter(page),
  };
  if (isEndless(next, callCount)) throw new Error('The newest end of the list has no end.');
  return isLong(next) ? { ...next, gapSince: gapAfter(page) } : next;
}

/** Until a pass has reached known calls, the calls between its pages and those are missing. */
export const reached = (page: PassPage, isLast: boolean): Partial<SyncState> =>
  isLast ? { asOf: page.pass.startedAt, gapSince: null } : { gapSince: gapAfter(page) };

/** Whether older rows follow a page, so that one without news may end a pass: it has rows, and newer ones do not come behind them. */
const leadsToOlder = ({ isEmpty, precedesNewest }: PassPage): boolean => !isEmpty && !precedesNewest;

/** A page of which no row differs from those of the last reading. */
export const isUnchanged = (page: PassPage, changes: readonly Call[]): boolean =>
  leadsToOlder(page) && changes.length === 0 && !isWhole(page);

/** All rows of such a page are written, whether or not they differ from those of the last reading. */
export const isWhole = ({ isOfWalk, pass: { gapSince } }: PassPage): boolean => isOfWalk || gapSince !== null;

/** After an interruption, rows that were written since do not count as known, because those behind them may be missing. */
export function isKnown(page: PassPage, { added, changed, lastChangedAt }: PageOutcome): boolean {
  const { gapSince } = page.pass;
  const isOld = gapSince === null || lastChangedAt === null || lastChangedAt < gapSince;
  return leadsToOlder(page) && added === 0 && changed === 0 && isOld;
}

/** A first walk reads on from where the first page ends. */
export const isLeftToWalk = ({ isOfWalk, walk, next }: PassPage, { proof }: SyncState): boolean =>
  isOfWalk && proof === null && walk?.place === next;

export const changeBy = ({ walk }: PassPage, { failure }: SyncState): Partial<SyncState> => ({
  walk,
  failure: failure?.kind === 'CREDENTIALS' ? null : failure,
});
