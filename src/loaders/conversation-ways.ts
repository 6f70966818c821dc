import { loadedOncePerKey } from '../async/loaded-once.ts';
import { isLongList } from '../async/map-in-slices.ts';
import type { PromiseOrValue } from '../async/promise-or-value.ts';
import { runAtOnce, runInSlices } from '../async/steps.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import { entriesOfEvents } from '../domain/event-entries.ts';
import { deriveTurn, entriesByTurn, type TranscriptEntry, type Turn } from '../domain/transcript.ts';
import { joinTurns, type TurnEntries } from '../domain/turn-entries.ts';

type Indexes = readonly (number | null)[];

/**
 * The ways between the turns and entries of one version of a call, by their indexes. These are joined at once, and not in slices,
 * because thousands of promises of the items that wait for the ways would take longer than the join.
 */
export interface ConversationWays extends TurnEntries {
  entryAt(index: number): TranscriptEntry | undefined;
  turnAt(index: number): Turn | undefined;
  /**
   * Index of the entry of each event of a turn; null for none. Matched once for each turn, on first use, in slices if the turn
   * is long.
   */
  entriesOfEvents(turn: number): PromiseOrValue<Indexes>;
}

/** Joins recorded turns; without turns or without a transcript there are no ways. */
export function joinRecorded(
  turns: readonly Turn[] | null,
  entries: readonly TranscriptEntry[] | null,
  nextTurn: NextTurn,
): ConversationWays {
  if (!turns || !entries) return noWays;
  const joined = joinTurns(turns, entries);
  return {
    ...joined,
    entryAt: index => entries[index],
    turnAt: index => turns[index],
    entriesOfEvents: loadedOncePerKey((turn: number) => {
      const events = turns[turn]?.events ?? [];
      const indexes = joined.entriesOfTurn[turn] ?? [];
      const steps = entriesOfEvents(events, indexes, entries);
      return isLongList(events) || isLongList(indexes) ? runInSlices(steps, nextTurn) : runAtOnce(steps);
    }),
  };
}

/** Joins turns that are derived from the entries, each of them on first use. They have no events. */
export function joinDerived(entries: readonly TranscriptEntry[] | null): ConversationWays {
  if (!entries) return noWays;
  const turns = entriesByTurn(entries);
  const derived: (Turn | undefined)[] = [];
  const numbers = turns.map(([number]) => ({ number }));
  return {
    ...joinTurns(numbers, entries),
    entryAt: index => entries[index],
    turnAt(index) {
      const turn = turns[index];
      derived[index] ??= turn && deriveTurn(turn);
      return derived[index];
    },
    entriesOfEvents: () => [],
  };
}

const noWays: ConversationWays = {
  turnOfEntry: [],
  entriesOfTurn: [],
  entryAt: () => undefined,
  turnAt: () => undefined,
  entriesOfEvents: () => [],
};
