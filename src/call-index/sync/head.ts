import type { RowPage } from '../../domain/call-source.ts';
import type { PageOutcome, SyncState, Walk } from '../store/index-store.ts';
import type { CredentialsCheck } from './credentials.ts';
import { createKnownRows, type KnownRows } from './known-rows.ts';
import { type RecheckChanges, withPage } from './pending-rechecks.ts';
import { createSecondPage, type SecondPage } from './second-page.ts';
import type { SyncContext, SyncLoop } from './sync-loop.ts';
import { advance, isWalkDue, keepFromAt, keptOf, newWalk } from './walk-progress.ts';

/** Rows that are read every few seconds, unless a walk begins: few calls arrive in that time. */
const newestRows = 100;

/** Reading of the newest end, from the first page to one whose rows are all known and unchanged. */
interface Pass {
  readonly startedAt: number;
  /** Start of the oldest pass that was interrupted, this one included; null if none was. */
  readonly gapSince: number | null;
  /** Place of the next page; null for the first one. */
  readonly place: string | null;
  /** Number of pages so far. */
  readonly pages: number;
}

/** A page of a pass, as it is to be written. */
interface PassPage extends RowPage {
  readonly pass: Pass;
  /** Whether the list gave no rows at this place, as it does where one cannot be read. */
  readonly isEmpty: boolean;
  readonly readAt: number;
  /** The walk under way, which this page takes on if the walk had to read it too. */
  readonly walk: Walk | null;
  readonly isOfWalk: boolean;
}

export interface HeadOptions extends SyncContext {
  readonly check: CredentialsCheck;
  /** Whether a walk may start now. */
  readonly mayWalk: () => boolean;
}

export interface Head extends SyncLoop {
  /** Whether the last reading of the first page failed. */
  isDown(): boolean;
  /** Whether a pass has read so many pages that other loops have a turn in between. */
  isLong(): boolean;
}

const maxPagesInRow = 20;

/** Pages that a pass may read beyond the number of all calls, before the list counts as one without an end. */
const maxExtraPages = 1_000;

/**
 * Reads the newest end of the list every few seconds, up to the first page whose rows are all known and unchanged. A walk begins
 * with such a reading, so that no page is read twice.
 */
export function createHead(context: HeadOptions): Head {
  const { copy, reader, clock, check, options } = context;
  const known = createKnownRows();
  const secondPage = createSecondPage();
  let generation = copy.generation();
  let pass: Pass | null = null;
  let dueAt = 0;
  let isDown = false;

  function forgetRemoved(): void {
    if (generation === copy.generation()) return;
    generation = copy.generation();
    known.clear();
    secondPage.clear();
  }

  function startPass(): Pass {
    dueAt = clock.elapsed() + options.headIntervalMs;
    return { startedAt: clock.now(), gapSince: copy.state().gapSince, place: null, pages: 0 };
  }

  /** The walk that has to read the page at this place. */
  function walkAt(place: string | null, now: number): Walk | null {
    const state = copy.state();
    const walk = place === null && isWalkDue(state, now, options) ? newWalk(state, now) : state.walk;
    const isMeant = walk !== null && !walk.isRead && walk.place === place;
    return isMeant && (place !== null || context.mayWalk()) ? walk : null;
  }

  async function read(current: Pass): Promise<PassPage> {
    const readAt = clock.now();
    const walk = walkAt(current.place, readAt);
    const isShort = current.place === null && walk === null;
    const page = await reader.readPage(current.place, isShort ? newestRows : undefined);
    if (!page) throw new Error('The source refused a place at the newest end of its list.');
    const keepFrom = keepFromAt(readAt, options);
    return {
      ...page,
      calls: keptOf(page.calls, keepFrom),
      isEmpty: page.calls.length === 0,
      pass: current,
      readAt,
      walk: walk ? advance(walk, page, keepFrom) : copy.state().walk,
      isOfWalk: walk !== null,
    };
  }

  /** Writes what changed, and returns the pass if it goes on. */
  async function keep(page: PassPage): Promise<Pass | null> {
    const { pass: current, readAt } = page;
    const { asOf } = copy.state();
    const isWhole = page.isOfWalk || current.gapSince !== null;
    const calls = isWhole ? page.calls : known.changesIn(page.calls);
    const isUnchanged = calls.length === 0 && !isWhole && !page.isEmpty;
    const isLast = page.next === null || isLeftToWalk(page, copy.state()) || isUnchanged;
    const change = { ...changeBy(page, copy.state()), ...check.change(), ...reached(current, isLast) };
    const rechecks = rechecksAfter(page, { ...context, known, secondPage });
    const outcome = await copy.writeCalls({ calls, isPartial: false, readAt, change, ...rechecks });
    if (current.place === null && !(await check.accepts(page.calls, outcome, asOf))) return null;
    if (current.place === null) known.replace(page.calls);
    else known.add(page.calls);
    if (isLast) return null;
    if (page.isEmpty || !isKnown(outcome, current)) return nextOf(current, page.next);
    await copy.writeState(reached(current, true));
    return null;
  }

  /** Once other loops have their turns, they may write rows that this pass has yet to reach, as in an interruption. */
  function nextOf(current: Pass, place: string | null): Pass {
    const pages = current.pages + 1;
    if (pages > copy.callCount() + maxExtraPages) throw new Error('The newest end of the list has no end.');
    const isInterrupted = pages >= maxPagesInRow;
    return {
      ...current,
      place,
      pages,
      gapSince: current.gapSince ?? (isInterrupted ? current.startedAt : null),
    };
  }

  return {
    readyAt: () => (pass ? 0 : dueAt),
    isDown: () => isDown,
    isLong: () => pass !== null && pass.pages >= maxPagesInRow,
    async step() {
      const current = pass ?? startPass();
      // A pass that fails starts over, so that the newest calls do not wait for the page that failed.
      pass = null;
      isDown = current.place === null;
      forgetRemoved();
      const page = await read(current);
      isDown = false;
      pass = await keep(page);
    },
  };
}

/** A first walk reads on from where the first page ends. */
const isLeftToWalk = ({ isOfWalk, walk, next }: PassPage, { proof }: SyncState): boolean =>
  isOfWalk && proof === null && walk?.place === next;

const changeBy = ({ walk }: PassPage, { failure }: SyncState): Partial<SyncState> => ({
  walk,
  failure: failure?.kind === 'CREDENTIALS' ? null : failure,
});

/** Until a pass has reached known calls, the calls between its pages and those are missing. */
const reached = ({ startedAt, gapSince }: Pass, isLast: boolean): Partial<SyncState> =>
  isLast ? { asOf: startedAt, gapSince: null } : { gapSince: gapSince ?? startedAt };

/** After an interrupted pass, rows that it wrote do not count as known, because it did not reach those behind them. */
const isKnown = ({ added, changed, lastChangedAt }: PageOutcome, { gapSince }: Pass): boolean =>
  added === 0 && changed === 0 && (gapSince === null || lastChangedAt === null || lastChangedAt < gapSince);

interface Rechecking extends SyncContext {
  readonly known: KnownRows;
  readonly secondPage: SecondPage;
}

function rechecksAfter(page: PassPage, { pending, known, secondPage }: Rechecking): RecheckChanges {
  const { pass, calls, next, readAt } = page;
  const ofCalls = pending.afterReading(calls, readAt);
  if (pass.place !== null) return known.hasAll(calls) ? ofCalls : withPage(ofCalls, pass.place, page);
  if (next === null) return ofCalls;
  const pushedOff = known.pushedOffBy(calls);
  const behind = secondPage.recheck({ place: next, rowCount: calls.length, pushedOff, readAt });
  return joined(ofCalls, behind);
}

const joined = (some: RecheckChanges, others: RecheckChanges): RecheckChanges => ({
  rechecks: [...some.rechecks, ...others.rechecks],
  doneRechecks: [...some.doneRechecks, ...others.doneRechecks],
});
