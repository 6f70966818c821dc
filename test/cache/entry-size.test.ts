import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, bytesOfCall, bytesOfPage, bytesOfTranscript } from '../../src/cache/entry-size.ts';
import type { Call } from '../../src/domain/call.ts';
import type { TranscriptEntry } from '../../src/domain/transcript.ts';
import { callOf } from '../domain/call-of.ts';

const line = { amount: '0.01', units: 3, unit: 'TOKENS' } as const;
const time = '2026-03-09T10:00:00Z';
const recording = { ...{ databaseId: '1', sid: 'RE1', uri: 'u', url: 'u', filePath: 'f', duration: 3 } };
const entry: TranscriptEntry = {
  databaseId: '1',
  speaker: 'AGENT',
  rawSpeaker: 'assistant',
  text: 'Hello.',
  startOffset: 0,
  endOffset: 1,
  at: time,
  confidence: 1,
  isFinal: true,
  turnNumber: 1,
  sttTimestamps: { words: ['a'] },
};

/** A call in which every text has a value. */
const row: Call = callOf({
  ...{
    databaseId: '1',
    status: 'COMPLETED',
    rawStatus: 'completed',
    direction: 'INBOUND',
    rawDirection: 'in',
  },
  ...{
    agentName: 'Ada',
    agent: { source: 'BURKI', agentId: '3', name: 'Ada' },
    customerNumber: '+12025550101',
  },
  ...{
    agentNumber: '+12025550102',
    fromNumber: '+12025550101',
    toNumber: '+12025550102',
    endReason: 'hangup',
  },
  ...{ cost: { unit: 'MONEY', currency: 'USD', total: '0.04' }, flowName: 'flow', metadata: { a: 'b' } },
  ...{ billingStatus: 'billed', organizationId: '7', startedAt: time, endedAt: time, updatedAt: time },
});
const call: Call = {
  ...row,
  detail: {
    ...{
      transport: 'SIP',
      rawTransport: 'phone',
      traceId: 'trace',
      agentConfig: { voice: 'v' },
      usage: null,
    },
    ...{ interruptions: 1, averageTurnDuration: 1 },
    costLines: { llm: line, llmInput: null, llmOutput: null, tts: line, stt: line, telephony: line },
    errors: { count: 1, fatal: false, details: ['refused'] },
    conversation: {
      turns: [{ number: 1, startOffset: 0, endOffset: 1, duration: 1, derived: false, events: null }],
      transcript: [entry],
      recordings: [
        { ...recording, format: 'wav', type: 'full', origin: 'burki', status: 'completed', createdAt: time },
      ],
    },
    row,
  },
};

/** Enums, times and decimals, which the parser bounds. */
const bounded = new Set(
  'source status direction transport startedAt endedAt createdAt updatedAt total amount unit speaker at'.split(
    ' ',
  ),
);

/** The same value with each text as long as `length` says, once for each text. */
function* withLongTexts(value: unknown, text: string): Generator<unknown> {
  if (typeof value === 'string') yield text;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    if (bounded.has(name)) continue;
    for (const changed of withLongTexts(item, text))
      yield Array.isArray(value) ? value.with(Number(name), changed) : { ...value, [name]: changed };
  }
}

test('a long text in any field of a call counts with its length', () => {
  const changed = [...withLongTexts(call, 'x'.repeat(100_000))] as Call[];
  expect(changed.length).toBeGreaterThan(40);
  for (const long of changed) expect(bytesOfCall(long)).toBeGreaterThan(100_000);
});

test('a call counts with the text that holds its conversation if that is longer', () => {
  const unread = { textLength: 100_000, read: () => ({ turns: null, transcript: null, recordings: null }) };
  expect(bytesOfCall({ ...call, detail: call.detail && { ...call.detail, unread } })).toBeGreaterThan(
    100_000,
  );
});

test('the estimate of any call and any page of calls is between half and double of its walk', () => {
  const text = fc.option(fc.string({ maxLength: 2_000 }));
  const calls = fc
    .record({ text, entries: fc.nat({ max: 300 }), withDetail: fc.boolean(), metadata: fc.object() })
    .map(({ text, entries, withDetail, metadata }): Call => {
      const transcript = Array.from({ length: entries }, () => ({ ...entry, text }));
      const conversation = { turns: null, transcript, recordings: null };
      const detail = call.detail && { ...call.detail, conversation };
      return {
        ...row,
        endReason: text,
        metadata: metadata as Call['metadata'],
        detail: withDetail ? detail : null,
      };
    });
  const within = (estimate: number, walked: number) => {
    expect(estimate).toBeGreaterThan(walked / 2);
    expect(estimate).toBeLessThan(walked * 2);
  };
  fc.assert(
    fc.property(fc.array(calls, { minLength: 1, maxLength: 5 }), calls => {
      for (const call of calls) within(bytesOfCall(call), bytesOf(call));
      const rows = calls.map((call, at) => ({
        call,
        time: at,
        position: { cursor: null, after: at, skip: at },
      }));
      const page = { rows, next: null, total: null, incomplete: false };
      within(bytesOfPage(page), bytesOf(page));
    }),
  );
});

test('a long transcript is estimated by a sample, close to the sum of its parts (property)', () => {
  const lengths = fc.array(fc.nat(200), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1_900, max: 20_000 }), (texts, count) => {
      const entries = Array.from({ length: count }, (_, at) => ({
        ...entry,
        text: 'x'.repeat(texts[(at * 7) % texts.length] ?? 0),
      }));
      const sum = entries.reduce((bytes, each) => bytes + bytesOfTranscript([each]), 0);
      expect(Number.isInteger(bytesOfTranscript(entries))).toBe(true);
      expect(Math.abs(bytesOfTranscript(entries) / sum - 1)).toBeLessThan(0.4);
    }),
    { numRuns: 30 },
  );
});
