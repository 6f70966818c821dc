import { entriesOfEvents } from '../domain/event-entries.ts';
import { deriveTurn, entriesByTurn, type TranscriptEntry, type Turn } from '../domain/transcript.ts';
import { joinTurns, type TurnEntries } from '../domain/turn-entries.ts';

type Indexes = readonly (number | null)[];

/**
 * The ways between the turns and entries of one version of a call, by their indexes. They are joined at once, and not in slices,
 * because thousands of promises of the items that wait for the ways would take longer than the join.
 */
export interface ConversationWays extends TurnEntries {
  entryAt(index: number): TranscriptEntry | undefined;
  turnAt(index: number): Turn | undefined;
  /** Index of the entry of each event of a turn; null for none. Matched once for each turn, on first use. */
  entriesOfEvents(turn: number): Indexes;
}

/** Joins recorded turns; without turns or without a transcript there are no ways. */
export function joinRecorded(
  turns: readonly Turn[] | null,
  entries: readonly TranscriptEntry[] | null,
): ConversationWays {
  if (!turns || !entries) return noWays;
  const joined = joinTurns(turns, entries);
  const matched: Indexes[] = [];
  return {
    ...joined,
    entryAt: index => entries[index],
    turnAt: index => turns[index],
    entriesOfEvents(turn) {
      matched[turn] ??= entriesOfEvents(turns[turn]?.events ?? [], joined.entriesOfTurn[turn] ?? [], entries);
      return matched[turn];
    },
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
