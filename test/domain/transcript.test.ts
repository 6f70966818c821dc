import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import type { TranscriptSpeaker } from '../../src/domain/enums.ts';
import {
  deriveTurns,
  deriveTurnsInSlices,
  numberTurns,
  type TranscriptEntry,
} from '../../src/domain/transcript.ts';

const said = (
  speaker: TranscriptSpeaker | null,
  startOffset: number | null = null,
  endOffset: number | null = null,
): TranscriptEntry => ({
  databaseId: null,
  speaker,
  rawSpeaker: null,
  text: null,
  startOffset,
  endOffset,
  at: null,
  confidence: null,
  isFinal: null,
  turnNumber: null,
  sttTimestamps: null,
});

const numbersOf = (...speakers: (TranscriptSpeaker | null)[]) =>
  numberTurns(speakers.map(speaker => said(speaker))).map(({ turnNumber }) => turnNumber);

describe('a turn', () => {
  test('starts at the first entry, whoever speaks', () => {
    expect(numbersOf('AGENT')).toEqual([1]);
    expect(numbersOf('CUSTOMER')).toEqual([1]);
    expect(numbersOf('OTHER')).toEqual([1]);
  });

  test('starts whenever the customer speaks after the agent', () => {
    expect(numbersOf('AGENT', 'CUSTOMER', 'AGENT', 'CUSTOMER')).toEqual([1, 2, 2, 3]);
    expect(numbersOf('CUSTOMER', 'AGENT', 'CUSTOMER', 'AGENT')).toEqual([1, 1, 2, 2]);
  });

  test('goes on while the same party speaks', () => {
    expect(numbersOf('AGENT', 'AGENT', 'CUSTOMER', 'CUSTOMER', 'AGENT', 'AGENT')).toEqual([1, 1, 2, 2, 2, 2]);
  });

  test('is neither started nor prevented by any other speaker', () => {
    expect(numbersOf('AGENT', 'OTHER', 'CUSTOMER')).toEqual([1, 1, 2]);
    expect(numbersOf('CUSTOMER', 'OTHER', 'CUSTOMER')).toEqual([1, 1, 1]);
    expect(numbersOf('AGENT', null, 'CUSTOMER')).toEqual([1, 1, 2]);
  });
});

describe('a derived turn', () => {
  test('spans its first to its last entry, without binary rounding errors', () => {
    const entries = numberTurns([
      said('AGENT', 0.1, 3.1),
      said('CUSTOMER', 4.2, 6.8),
      said('AGENT', 7.5, 25.3),
    ]);
    expect(deriveTurns(entries)).toEqual([
      { number: 1, startOffset: 0.1, endOffset: 3.1, duration: 3, derived: true, events: null },
      { number: 2, startOffset: 4.2, endOffset: 25.3, duration: 21.1, derived: true, events: null },
    ]);
  });

  test('has no duration without a start or an end', () => {
    expect(deriveTurns(numberTurns([said('AGENT', null, 3)]))).toMatchObject([
      { startOffset: null, endOffset: 3, duration: null },
    ]);
    expect(deriveTurns(numberTurns([said('AGENT', 1, null)]))).toMatchObject([
      { startOffset: 1, endOffset: null, duration: null },
    ]);
  });

  test('spans from the least start to the greatest end of its entries, and is never negative', () => {
    const offset = fc.option(fc.integer({ min: -5, max: 40 }).map(tenths => tenths / 10));
    const speaker = fc.constantFrom<TranscriptSpeaker | null>('AGENT', 'CUSTOMER', 'OTHER', null);
    const entry = fc.tuple(speaker, offset, offset).map(([who, start, end]) => said(who, start, end));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), entries => {
        const numbered = numberTurns(entries);
        for (const { number, startOffset, endOffset, duration } of deriveTurns(numbered)) {
          const turn = numbered.filter(({ turnNumber }) => turnNumber === number);
          const start = Math.min(...turn.map(each => each.startOffset ?? Infinity));
          const end = Math.max(...turn.map(each => each.endOffset ?? -Infinity));
          const isTimed = Number.isFinite(start) && Number.isFinite(end);
          expect(startOffset ?? Infinity).toBe(start);
          expect(endOffset ?? -Infinity).toBe(isTimed ? Math.max(start, end) : end);
          expect(duration).toEqual(isTimed ? expect.closeTo(Math.max(0, end - start), 9) : null);
        }
      }),
    );
  });

  test('that begins at 0 has a duration', () => {
    expect(deriveTurns(numberTurns([said('AGENT', 0, 2.5)]))).toMatchObject([
      { startOffset: 0, duration: 2.5 },
    ]);
  });

  test('does not exist without entries', () => {
    expect(deriveTurns(numberTurns([]))).toEqual([]);
  });
});

test('the turns of a long transcript are derived in slices, to the same (property)', async () => {
  const speakers = fc.array(fc.constantFrom<TranscriptSpeaker>('AGENT', 'CUSTOMER', 'OTHER'), {
    minLength: 1,
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(speakers, fc.integer({ min: 1, max: 3_000 }), async (parties, length) => {
      const entries = numberTurns(
        Array.from({ length }, (_, at) => said(parties[at % parties.length] ?? 'AGENT', at, at + 1)),
      );
      expect(await deriveTurnsInSlices(entries, createTurnQueue())).toEqual(deriveTurns(entries));
    }),
    { numRuns: 20 },
  );
});
