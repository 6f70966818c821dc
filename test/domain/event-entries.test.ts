import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runAtOnce, runInSlices } from '../../src/async/steps.ts';
import { entriesOfEvents as matchingSteps } from '../../src/domain/event-entries.ts';
import type { TranscriptEntry, TurnEvent } from '../../src/domain/transcript.ts';

type Said = readonly [text: string | null, offset: number | null];

/** Events of a turn that is longer than any real one. */
const count = 49_000;

const event = ([text, offset]: Said): TurnEvent => ({ type: null, text, offset, metadata: null });
const entry = ([text, startOffset]: Said): TranscriptEntry => ({
  databaseId: null,
  speaker: null,
  rawSpeaker: null,
  text,
  startOffset,
  endOffset: null,
  at: null,
  confidence: null,
  isFinal: null,
  turnNumber: 1,
  sttTimestamps: null,
});

const entriesOfEvents = (...args: Parameters<typeof matchingSteps>) => runAtOnce(matchingSteps(...args));

const match = (events: readonly Said[], entries: readonly Said[]) =>
  entriesOfEvents(events.map(event), [...entries.keys()], entries.map(entry));

describe('the entry of an event', () => {
  test.each<[string, Said[], Said[], (number | null)[]]>([
    [
      'has its words',
      [['b', 1]],
      [
        ['a', 1],
        ['b', 1],
      ],
      [1],
    ],
    ['has its words exactly', [['Yes.', 1]], [['yes', 1]], [null]],
    ['may be at another offset', [['a', 1]], [['a', 40]], [0]],
    ['may have no offset', [['a', 1]], [['a', null]], [0]],
    ['is null for an event without words', [[null, 1]], [[null, 1]], [null]],
    [
      'is at its offset where words repeat',
      [
        ['a', 1],
        ['a', 5],
      ],
      [
        ['a', 5],
        ['a', 1],
      ],
      [1, 0],
    ],
    [
      'is at its offset where the entries are more',
      [['a', 5]],
      [
        ['a', 1],
        ['a', 5],
        ['a', 5.1],
      ],
      [1],
    ],
    [
      'is at its offset where the events are more',
      [
        ['a', 1],
        ['a', 5],
      ],
      [['a', 5]],
      [null, 0],
    ],
    [
      'is the nearest where no offset is its own',
      [['a', 4.5]],
      [
        ['a', 1],
        ['a', 5],
        ['a', 9],
      ],
      [1],
    ],
    [
      'goes to the nearest of more events',
      [
        ['a', 1],
        ['a', 4.5],
        ['a', 9],
      ],
      [['a', 5]],
      [null, 0, null],
    ],
    [
      'is not taken from the event at its offset',
      [
        ['a', 2.9],
        ['a', 3],
      ],
      [
        ['a', 1],
        ['a', 3],
        ['a', 9],
      ],
      [0, 1],
    ],
    [
      'follows the order where all are late',
      [
        ['a', 1],
        ['a', 1.4],
      ],
      [
        ['a', 1.3],
        ['a', 1.7],
      ],
      [0, 1],
    ],
    [
      'follows the order without offsets',
      [
        ['a', null],
        ['a', null],
      ],
      [
        ['a', 1],
        ['a', 3],
      ],
      [0, 1],
    ],
    [
      'is null where nothing tells which',
      [['a', null]],
      [
        ['a', 1],
        ['a', 3],
      ],
      [null],
    ],
    [
      'is another for each event at one offset',
      [
        ['a', 1],
        ['a', 1],
      ],
      [
        ['a', 1],
        ['a', 1],
      ],
      [0, 1],
    ],
  ])('%s', (_, events, entries, places) => {
    expect(match(events, entries)).toEqual(places);
  });

  const said = fc.tuple(
    fc.constantFrom('a', 'b', null),
    fc.option(
      fc.integer({ min: 0, max: 12 }).map(halves => halves / 2),
      { freq: 6 },
    ),
  );

  test('has its words, and is of no other event (property)', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 9 }), fc.array(said, { maxLength: 9 }), (events, entries) => {
        const found = match(events, entries);
        expect(found).toHaveLength(events.length);
        const known = found.filter(index => index !== null);
        expect(new Set(known).size).toBe(known.length);
        for (const [at, index] of found.entries())
          if (index !== null) expect(entries[index]?.[0]).toBe(events[at]?.[0]);
      }),
    );
  });

  test('is null only where no entry with its words is left, if all offsets are known (property)', () => {
    const timed = fc.array(
      fc.integer({ min: 0, max: 24 }).map(halves => halves / 2),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(timed, timed, (spoken, heard) => {
        const [events, entries] = [spoken, heard].map(offsets =>
          offsets.map(offset => ['a', offset] as const),
        );
        const found = match(events ?? [], entries ?? []);
        expect(found.filter(index => index !== null)).toHaveLength(Math.min(spoken.length, heard.length));
      }),
    );
  });

  test('is at its offset wherever the transcript holds the same words and offsets, in any order (property)', () => {
    const spoken = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 5 })), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(spoken, spoken, fc.infiniteStream(fc.nat()), (events, others, ranks) => {
        const entries = [...events, ...others]
          .map(each => ({ each, rank: ranks.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        const places = match(events, entries);
        expect(places.map(place => place !== null && entries[place])).toEqual(events);
      }),
    );
  });

  test.each([
    ['in order', (at: number) => `line ${at}`, (at: number) => at, 3],
    ['in another order', (at: number) => `line ${at}`, (at: number) => count - 1 - at, 40],
    ['in another order, where all words are the same', () => 'yes', (at: number) => count - 1 - at, 40],
  ])('is found in slices among %s', async (_, textOf, placeOf, slices) => {
    const numbers = [...Array(count).keys()];
    const said = numbers.map((at): Said => [textOf(at), at]);
    const heard = numbers.map((at): Said => [textOf(placeOf(at)), placeOf(at)]);
    let turns = 0;
    const nextTurn = async () => {
      turns += 1;
    };
    const steps = matchingSteps(said.map(event), numbers, heard.map(entry));
    expect(await runInSlices(steps, nextTurn)).toEqual(numbers.map(placeOf));
    expect(turns + 1).toBeGreaterThanOrEqual(slices);
  });

  test('is sought among the given entries alone', () => {
    const entries = [entry(['a', 1]), entry(['a', 2]), entry(['a', 1])];
    expect(entriesOfEvents([event(['a', 1])], [1, 2], entries)).toEqual([2]);
    expect(entriesOfEvents([event(['a', 1])], [], entries)).toEqual([null]);
  });
});
