import { describe, expect, test } from 'vitest';
import { normalizeTranscript, normalizeTurns } from '../../../src/sources/butter/normalize-conversation.ts';
import type { ButterCallWire } from '../../../src/sources/butter/wire.ts';
import { reading } from '../reading.ts';

describe('a turn', () => {
  test("is Butter's own, with its events as they came", () => {
    const { wire, drifted } = reading<ButterCallWire>({
      turns: [
        {
          turn_number: 1,
          relative_start_time: 0,
          relative_end_time: 25.3,
          duration_seconds: 25.3,
          events: [
            { type: 'assistant_response', text: 'Hello', relative_time: 0, metadata: { llm: { ttfb: 0.5 } } },
            { type: 'vad_probe' },
          ],
        },
      ],
    });
    expect(normalizeTurns(wire)).toEqual([
      {
        number: 1,
        startOffset: 0,
        endOffset: 25.3,
        duration: 25.3,
        derived: false,
        events: [
          { type: 'assistant_response', text: 'Hello', offset: 0, metadata: { llm: { ttfb: 0.5 } } },
          { type: 'vad_probe', text: null, offset: null, metadata: null },
        ],
      },
    ]);
    expect(drifted).toEqual([]);
  });

  test("names the drift of the language model's figures by their path", () => {
    const { wire, drifted } = reading<ButterCallWire>({
      turns: [
        {
          events: [
            { metadata: { llm: { total_tokens: '25', ttfb: 0.5 } } },
            { metadata: { llm: { total_tokens: 1, ttfb: 'soon' } } },
            { metadata: { llm: 'gpt-4', tts: 7 } },
            { metadata: 'none' },
          ],
        },
      ],
    });
    normalizeTurns(wire);
    expect(drifted).toEqual([
      'turns.events.metadata.llm.total_tokens',
      'turns.events.metadata.llm.ttfb',
      'turns.events.metadata.llm',
      'turns.events.metadata',
    ]);
  });

  test('without events has null, not none', () => {
    expect(normalizeTurns(reading<ButterCallWire>({ turns: [{ turn_number: 1 }] }).wire)).toMatchObject([
      { events: null },
    ]);
  });
});

describe('a piece of the transcript', () => {
  test('has when it began, and when by the clock, but no end', () => {
    const { wire } = reading<ButterCallWire>({
      transcript: [
        { turn: 1, speaker: 'user', text: 'Hi', relative_time: 1.5, timestamp: '2026-03-09T10:00:01.5' },
      ],
    });
    expect(normalizeTranscript(wire)).toEqual([
      {
        databaseId: null,
        speaker: 'CUSTOMER',
        rawSpeaker: 'user',
        text: 'Hi',
        startOffset: 1.5,
        endOffset: null,
        at: '2026-03-09T10:00:01.5Z',
        confidence: null,
        isFinal: null,
        turnNumber: 1,
        sttTimestamps: null,
      },
    ]);
  });

  test('by someone else is by OTHER, and stays as it was spelled', () => {
    const { wire } = reading<ButterCallWire>({ transcript: [{ speaker: 'supervisor' }, {}] });
    expect(normalizeTranscript(wire)).toMatchObject([
      { speaker: 'OTHER', rawSpeaker: 'supervisor' },
      { speaker: null, rawSpeaker: null },
    ]);
  });
});

test.each([undefined, null])('turns and transcript that are %s are null, not empty', absent => {
  const { wire } = reading<ButterCallWire>({ turns: absent, transcript: absent });
  expect([normalizeTurns(wire), normalizeTranscript(wire)]).toEqual([null, null]);
});

test('an item that is no object is left out, its neighbours intact', () => {
  const { wire, drifted } = reading<ButterCallWire>({
    turns: [{ turn_number: 1 }, 'two', { turn_number: 3 }],
  });
  expect(normalizeTurns(wire)?.map(turn => turn.number)).toEqual([1, 3]);
  expect(drifted).toEqual(['turns.(not an object)']);
});
