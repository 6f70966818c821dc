import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutReplaced } from '../../src/domain/interim.ts';
import { isInterim, type TranscriptEntry } from '../../src/domain/transcript.ts';

const offset = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 8 });

const party = fc.constantFrom<Pick<TranscriptEntry, 'speaker' | 'rawSpeaker'>>(
  { speaker: 'AGENT', rawSpeaker: 'assistant' },
  { speaker: 'CUSTOMER', rawSpeaker: 'user' },
  { speaker: 'CUSTOMER', rawSpeaker: 'customer' },
  { speaker: 'OTHER', rawSpeaker: 'system' },
  { speaker: 'OTHER', rawSpeaker: 'caller_2' },
  { speaker: null, rawSpeaker: null },
);

const facts = fc.record({
  databaseId: fc.option(fc.constantFrom('1', '2', '3', '4', '5', '6'), { freq: 8 }),
  startOffset: offset,
  endOffset: offset,
  isFinal: fc.constantFrom(true, false, null),
});

const entry = fc.tuple(party, facts).map(
  ([speaker, known]): TranscriptEntry => ({
    ...{ text: 'hi', at: null, confidence: null, turnNumber: null, sttTimestamps: null },
    ...speaker,
    ...known,
  }),
);

const isSameParty = (a: TranscriptEntry, b: TranscriptEntry): boolean =>
  a.speaker === b.speaker && (a.speaker !== 'OTHER' || a.rawSpeaker === b.rawSpeaker);

/** False where one of the times is not known, because NaN is neither more nor less. */
const covers = (final: TranscriptEntry, interim: TranscriptEntry): boolean =>
  (final.startOffset ?? Number.NaN) <= (interim.startOffset ?? Number.NaN) &&
  (interim.endOffset ?? Number.NaN) <= (final.endOffset ?? Number.NaN);

const replaces = (final: TranscriptEntry, interim: TranscriptEntry): boolean =>
  (interim.databaseId !== null && final.databaseId === interim.databaseId) ||
  (isSameParty(final, interim) && covers(final, interim));

test('an interim entry is dropped exactly if a comparison of each pair finds a final entry that replaces it', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), entries => {
      const finals = entries.filter(each => !isInterim(each));
      expect(withoutReplaced(entries)).toEqual(
        entries.filter(each => !isInterim(each) || !finals.some(final => replaces(final, each))),
      );
    }),
    { numRuns: 500 },
  );
});
