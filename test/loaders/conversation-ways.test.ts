import { expect, test } from 'vitest';
import type { TranscriptEntry, Turn } from '../../src/domain/transcript.ts';
import { joinRecorded } from '../../src/loaders/conversation-ways.ts';

/** A conversation of one turn with so many events, each of them with an entry. */
function waysOf(count: number) {
  const numbers = [...Array(count).keys()];
  const turn: Turn = {
    number: 1,
    startOffset: null,
    endOffset: null,
    duration: null,
    derived: false,
    events: numbers.map(at => ({ type: null, text: `line ${at}`, offset: at, metadata: null })),
  };
  const entries = numbers.map(
    (at): TranscriptEntry => ({
      databaseId: null,
      speaker: null,
      rawSpeaker: null,
      text: `line ${at}`,
      startOffset: at,
      endOffset: null,
      at: null,
      confidence: null,
      isFinal: null,
      turnNumber: 1,
      sttTimestamps: null,
    }),
  );
  let turns = 0;
  const nextTurn = async () => {
    turns += 1;
  };
  return { numbers, ways: joinRecorded([turn], entries, nextTurn), turns: () => turns };
}

test('the events of a short turn are matched at once', () => {
  const { numbers, ways, turns } = waysOf(100);
  expect(ways.entriesOfEvents(0)).toEqual(numbers);
  expect(turns()).toBe(0);
});

test('the events of a long turn are matched once, in slices, and from then on without a promise', async () => {
  const { numbers, ways, turns } = waysOf(10_000);
  expect(await Promise.all([ways.entriesOfEvents(0), ways.entriesOfEvents(0)])).toEqual([numbers, numbers]);
  const taken = turns();
  expect(taken).toBeGreaterThan(1);
  expect(ways.entriesOfEvents(0)).toEqual(numbers);
  expect(turns()).toBe(taken);
});
