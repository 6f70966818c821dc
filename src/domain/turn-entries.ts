import { eachInSlices, type Slices } from '../async/run-in-slices.ts';
import { isInterim, type TranscriptEntry, type Turn } from './transcript.ts';

/** The ways between the turns and the entries of a conversation, by their indexes in it. */
export interface TurnEntries {
  /** Index of the turn of each entry; null if the source does not tell. */
  readonly turnOfEntry: readonly (number | null)[];
  /** Indexes of the entries of each turn, in order; null if the source does not tell. */
  readonly entriesOfTurn: readonly (readonly number[] | null)[];
}

/**
 * Joins entries to turns by number, in linear time. A number that several turns share tells nothing, because an entry must
 * not come to a wrong turn. A turn without entries has none for sure only if each entry has its turn.
 */
export function* joinTurns(turns: readonly Turn[], entries: readonly TranscriptEntry[]): Slices<TurnEntries> {
  const turnOfNumber = yield* indexNumbers(turns);
  const turnOfEntry: (number | null)[] = [];
  const found = new Map<number, number[]>();
  let isComplete = true;
  yield* eachInSlices(entries, (entry, index) => {
    const turn = entry.turnNumber === null ? null : (turnOfNumber.get(entry.turnNumber) ?? null);
    turnOfEntry.push(turn);
    if (turn !== null) add(found, turn, index);
    else if (!isInterim(entry)) isComplete = false;
  });
  const isKnown = (number: number | null, turn: number) =>
    number !== null && turnOfNumber.get(number) === turn;
  const entriesOfTurn: (readonly number[] | null)[] = [];
  yield* eachInSlices(turns, ({ number }, turn) => {
    entriesOfTurn.push(found.get(turn) ?? (isComplete && isKnown(number, turn) ? [] : null));
  });
  return { turnOfEntry, entriesOfTurn };
}

/** Index of the turn with each number; null for a number that several turns share. */
function* indexNumbers(turns: readonly Turn[]): Slices<ReadonlyMap<number, number | null>> {
  const indexes = new Map<number, number | null>();
  yield* eachInSlices(turns, ({ number }, turn) => {
    if (number !== null) indexes.set(number, indexes.has(number) ? null : turn);
  });
  return indexes;
}

function add<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
