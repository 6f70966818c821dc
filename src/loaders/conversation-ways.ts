import { loadedOnce } from '../async/loaded-once.ts';
import { mapMaybePromise, type PromiseOrValue } from '../async/promise-or-value.ts';
import { runInSlices, type Slices } from '../async/run-in-slices.ts';
import type { NextTurn } from '../async/turn-queue.ts';
import { entriesOfEvents } from '../domain/event-entries.ts';
import type { TranscriptEntry, Turn } from '../domain/transcript.ts';
import { joinTurns, type TurnEntries } from '../domain/turn-entries.ts';

type Indexes = readonly (number | null)[];

/** The turns and entries of one version of a call, with the ways between them, by their indexes in these lists. */
export interface ConversationWays extends TurnEntries {
  readonly turns: readonly Turn[];
  readonly entries: readonly TranscriptEntry[];
  /** Index of the entry of each event of a turn; null for none. Matched once for each turn, on first use. */
  entriesOfEvents(turn: number): PromiseOrValue<Indexes>;
}

/** Joins a conversation; without turns or without a transcript there are no ways. */
export function joinConversation(
  turns: readonly Turn[] | null,
  entries: readonly TranscriptEntry[] | null,
  nextTurn: NextTurn,
): PromiseOrValue<ConversationWays> {
  if (!turns || !entries) return noWays;
  return mapMaybePromise(
    runInSlices(joinTurns(turns, entries), nextTurn),
    ({ turnOfEntry, entriesOfTurn }) => ({
      turns,
      entries,
      turnOfEntry,
      entriesOfTurn,
      entriesOfEvents: oncePerTurn(turn =>
        entriesOfEvents(turns[turn]?.events ?? [], entriesOfTurn[turn] ?? [], entries),
      ),
    }),
  );

  function oncePerTurn(match: (turn: number) => Slices<Indexes>): ConversationWays['entriesOfEvents'] {
    const matched = new Map<number, () => PromiseOrValue<Indexes>>();
    return turn => {
      const known = matched.get(turn) ?? loadedOnce(() => runInSlices(match(turn), nextTurn));
      matched.set(turn, known);
      return known();
    };
  }
}

const noWays: ConversationWays = {
  turns: [],
  entries: [],
  turnOfEntry: [],
  entriesOfTurn: [],
  entriesOfEvents: () => [],
};
