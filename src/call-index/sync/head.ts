import type { Walk } from '../store/index-store.ts';
import type { CredentialsCheck } from './credentials.ts';
import { createHeadRechecks } from './head-rechecks.ts';
import { createKnownRows } from './known-rows.ts';
import {
  changeBy,
  isKnown,
  isLeftToWalk,
  isLong,
  isUnchanged,
  isWhole,
  nextOf,
  type Pass,
  type PassPage,
  reached,
} from './pass.ts';
import type { SyncContext, SyncLoop } from './sync-loop.ts';
import { advance, isWalkDue, keepFromAt, keptOf, newWalk } from './walk-progress.ts';

/** Rows that are read every few seconds, unless a walk begins: few calls arrive in that time. */
const newestRows = 100;

/** Part of the interval by which each page before the newest rows puts off the next reading, which takes all of them again. */
const pausePerPage = 0.1;

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

/**
 * Reads the newest end of the list every few seconds, up to the first page of it whose rows are all known and unchanged. A walk
 * begins with such a reading, so that no page is read twice.
 */
export function createHead(context: HeadOptions): Head {
  const { copy, reader, pending, clock, check, options } = context;
  const known = createKnownRows();
  const rechecks = createHeadRechecks(pending, known);
  let generation = copy.generation();
  let session = copy.session();
  let pass: Pass | null = null;
  let dueAt = 0;
  let isDown = false;

  function forgetChanged(): void {
    if (session !== copy.session()) pass = null;
    session = copy.session();
    if (generation === copy.generation()) return;
    generation = copy.generation();
    known.clear();
    rechecks.clear();
  }

  function startPass(): Pass {
    dueAt = clock.elapsed() + options.headIntervalMs;
    return { startedAt: clock.now(), gapSince: copy.state().gapSince, place: null, pages: 0, rowCount: 0 };
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
    const calls = isWhole(page) ? page.calls : known.changesIn(page.calls);
    const isLast = page.next === null || isLeftToWalk(page, copy.state()) || isUnchanged(page, calls);
    const change = { ...changeBy(page, copy.state()), ...check.change(), ...reached(page, isLast) };
    const write = { calls, isPartial: false, readAt, change, ...rechecks.after(page) };
    const outcome = await copy.writeCalls(write);
    if (current.place === null && !(await check.accepts(page.calls, outcome, asOf))) return null;
    if (outcome.added > 0 || current.gapSince !== null) await recheckNewCalls(page);
    remember(page);
    if (isLast) return null;
    if (!isKnown(page, outcome)) return nextOf(page, copy.callCount());
    await copy.writeState(reached(page, true));
    return null;
  }

  async function recheckNewCalls(page: PassPage): Promise<void> {
    const { readAt, pass } = page;
    if (pass.place === null) return;
    const changes = rechecks.ofNewCalls(pass.place, page);
    await copy.writeCalls({ calls: [], isPartial: false, readAt, change: {}, ...changes });
  }

  function remember({ pass, calls }: PassPage): void {
    if (pass.place === null) known.replace(calls);
    else known.add(calls);
  }

  return {
    readyAt: () => (pass ? 0 : dueAt),
    isDown: () => isDown,
    isLong: () => pass !== null && isLong(pass),
    async step() {
      forgetChanged();
      const current = pass ?? startPass();
      // A pass that fails starts over, so that the newest calls do not wait for the page that failed.
      pass = null;
      isDown = current.place === null;
      const page = await read(current);
      isDown = false;
      if (page.precedesNewest) dueAt += options.headIntervalMs * pausePerPage;
      pass = await keep(page);
    },
  };
}
