import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import {
  normalizeLongTranscript,
  normalizeTranscript,
} from '../../src/sources/burki/normalize-conversation.ts';
import { isLongConversation, normalizeLongConversation } from '../../src/sources/butter/long-conversation.ts';
import { normalizeConversation } from '../../src/sources/butter/normalize-conversation.ts';
import type { ButterCallWire } from '../../src/sources/butter/wire.ts';
import { readerOf, reading } from './reading.ts';

const nextTurn = createTurnQueue();
const odd = fc.constantFrom(null, 'x', 7, [], {});
const event = fc.oneof(fc.record({ type: fc.constant('said'), relative_time: fc.nat(9) }), odd);
const turn = fc.oneof(
  fc.record({ turn_number: fc.oneof(fc.nat(9), odd), events: fc.oneof(fc.array(event), odd) }),
  odd,
);
const entry = fc.oneof(
  fc.record({ speaker: fc.constantFrom('user', 'bot', 'x'), text: fc.constant('hi'), turn: fc.nat(3) }),
  odd,
);
const segment = fc.oneof(
  fc.record({
    id: fc.nat(2_000),
    speaker: fc.constantFrom('user', 'assistant'),
    is_final: fc.boolean(),
    segment_start: fc.nat(50),
    segment_end: fc.nat(50),
  }),
  odd,
);

/** Repeats what was drawn, because drawing thousands takes long. */
const long = <T>(item: fc.Arbitrary<T>) =>
  fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 30 }), fc.integer({ min: 400, max: 1_600 }))
    .map(([items, length]) => Array.from({ length }, (_, at) => items[at % items.length]));

test('a long conversation of Butter is normalized in slices to the same, with the same drift (property)', async () => {
  await fc.assert(
    fc.asyncProperty(long(turn), long(entry), async (turns, transcript) => {
      const call = { turns, transcript, recording_url: 's3://a' } as object;
      const [atOnce, inSlices] = [reading<ButterCallWire>(call), reading<ButterCallWire>(call)];
      expect(await normalizeLongConversation(inSlices.wire, nextTurn)).toEqual(
        normalizeConversation(atOnce.wire),
      );
      expect(inSlices.drifted.toSorted()).toEqual(atOnce.drifted.toSorted());
    }),
    { numRuns: 20 },
  );
});

const manyEvents = fc
  .tuple(fc.array(event, { minLength: 1, maxLength: 9 }), fc.integer({ min: 501, max: 1_600 }))
  .map(([events, length]) => ({
    turn_number: 1,
    events: Array.from({ length }, (_, at) => events[at % events.length]),
  }));

test('turns with many events are normalized in slices to the same, with the same drift (property)', async () => {
  const turns = fc.array(fc.oneof(turn, manyEvents), { minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(turns, manyEvents, async (some, last) => {
      const call = { turns: [...some, last] } as object;
      const [atOnce, inSlices] = [reading<ButterCallWire>(call), reading<ButterCallWire>(call)];
      expect(isLongConversation(inSlices.wire)).toBe(true);
      expect(await normalizeLongConversation(inSlices.wire, nextTurn)).toEqual(
        normalizeConversation(atOnce.wire),
      );
      expect(inSlices.drifted.toSorted()).toEqual(atOnce.drifted.toSorted());
    }),
    { numRuns: 30 },
  );
});

test('a list of events beyond its limit is cut, and is drift once, in slices too', async () => {
  const call = { turns: [{ events: Array(60_001).fill({}) }] } as object;
  const { wire, drifted } = reading<ButterCallWire>(call);
  const { turns } = await normalizeLongConversation(wire, nextTurn);
  expect(turns?.[0]?.events).toHaveLength(60_000);
  expect(drifted).toEqual(['turns.events']);
});

test('a long transcript of Burki is normalized in slices to the same, with the same drift (property)', async () => {
  await fc.assert(
    fc.asyncProperty(long(segment), async segments => {
      const [atOnce, inSlices] = [readerOf(), readerOf()];
      expect(await normalizeLongTranscript(segments, inSlices.reader, nextTurn)).toEqual(
        normalizeTranscript(segments, atOnce.reader),
      );
      expect(inSlices.drifted.toSorted()).toEqual(atOnce.drifted.toSorted());
    }),
    { numRuns: 20 },
  );
});
