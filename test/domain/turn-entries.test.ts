import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TranscriptEntry, Turn } from '../../src/domain/transcript.ts';
import { joinTurns } from '../../src/domain/turn-entries.ts';

const turn = (number: number | null): Turn => ({
  number,
  startOffset: null,
  endOffset: null,
  duration: null,
  derived: false,
  events: null,
});

const entry = (turnNumber: number | null, isFinal: boolean | null = null): TranscriptEntry => ({
  databaseId: null,
  speaker: null,
  rawSpeaker: null,
  text: null,
  startOffset: null,
  endOffset: null,
  at: null,
  confidence: null,
  isFinal,
  turnNumber,
  sttTimestamps: null,
});

type Numbers = readonly (number | null)[];

const join = (turns: Numbers, entries: Numbers) =>
  joinTurns(
    turns.map(turn),
    entries.map(number => entry(number)),
  );

describe('turns and entries are joined by number:', () => {
  test.each<[string, Numbers, Numbers, Numbers, (number[] | null)[]]>([
    ['in any order', [2, 1], [1, 2, 1], [1, 0, 1], [[1], [0, 2]]],
    ['a turn in which nothing was said has no entries', [1, 2], [1], [0], [[0], []]],
    ['a turn without a number tells nothing', [null, 1], [1, null], [1, null], [null, [0]]],
    ['a number that two turns share tells nothing', [1, 1, 2], [1, 2], [null, 2], [null, null, [1]]],
    ['a number of no turn tells nothing', [1], [1, 7], [0, null], [[0]]],
    ['no entry may be missing for sure while one has no turn', [1, 2], [1, null], [0, null], [[0], null]],
    ['there are no turns', [], [1], [null], []],
    ['there are no entries', [1], [], [], [[]]],
  ])('%s', (_, turns, entries, turnOfEntry, entriesOfTurn) => {
    expect(join(turns, entries)).toEqual({ turnOfEntry, entriesOfTurn });
  });

  test('an entry that is not final has no turn, and takes nothing from the others', () => {
    expect(joinTurns([turn(1), turn(2)], [entry(null, false), entry(1)])).toEqual({
      turnOfEntry: [null, 0],
      entriesOfTurn: [[1], []],
    });
  });

  test('both ways say the same, and never name a turn of another number (property)', () => {
    const numbers = fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { freq: 6 }), { maxLength: 10 });
    fc.assert(
      fc.property(numbers, numbers, (turns, entries) => {
        const { turnOfEntry, entriesOfTurn } = join(turns, entries);
        for (const [index, place] of turnOfEntry.entries()) {
          const named = turns.flatMap((number, at) =>
            number !== null && number === entries[index] ? [at] : [],
          );
          expect(place).toBe(named.length === 1 ? named[0] : null);
        }
        for (const [place, indexes] of entriesOfTurn.entries())
          for (const index of turnOfEntry.keys())
            expect(indexes?.includes(index) ?? false).toBe(turnOfEntry[index] === place);
      }),
    );
  });
});
