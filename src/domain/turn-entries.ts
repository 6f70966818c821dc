import { isInterim, type TranscriptEntry, type Turn } from './transcript.ts';

/** The ways between the turns and the entries of a conversation, by their indexes in it. */
export interface TurnEntries {
  /** Index of the turn of each entry; null if the source does not tell. */
  readonly turnOfEntry: readonly (number | null)[];
  /** Indexes of the entries of each turn, in order; null if the source does not tell. */
  readonly entriesOfTurn: readonly (readonly number[] | null)[];
}

type NumberedTurn = Pick<Turn, 'number'>;

/**
 * Joins entries to turns by number, in linear time. A number that several turns share tells nothing, because an entry must
 * not come to a wrong turn. A turn without entries has none for sure only if each entry has its turn.
 */
export function joinTurns(turns: readonly NumberedTurn[], entries: readonly TranscriptEntry[]): TurnEntries {
  const turnOfNumber = indexNumbers(turns);
  const found = turns.map((): number[] | null => null);
  let isComplete = true;
  const turnOfEntry = entries.map((entry, index) => {
    const turn = entry.turnNumber === null ? null : (turnOfNumber.get(entry.turnNumber) ?? null);
    if (turn === null) isComplete &&= isInterim(entry);
    else if (found[turn]) found[turn].push(index);
    else found[turn] = [index];
    return turn;
  });
  const isNumbered = ({ number }: NumberedTurn, index: number) =>
    number !== null && turnOfNumber.get(number) === index;
  const entriesOfTurn = turns.map(
    (turn, index) => found[index] ?? (isComplete && isNumbered(turn, index) ? [] : null),
  );
  return { turnOfEntry, entriesOfTurn };
}

/** Index of the turn with each number; null for a number that several turns share. */
function indexNumbers(turns: readonly NumberedTurn[]): ReadonlyMap<number, number | null> {
  const indexes = new Map<number, number | null>();
  for (const [index, { number }] of turns.entries())
    if (number !== null) indexes.set(number, indexes.has(number) ? null : index);
  return indexes;
}
