import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ttlOf, ttlOfRecordings, ttlOfTranscript } from '../../src/cache/ttl.ts';
import type { Call, CallDetail, Conversation } from '../../src/domain/call.ts';
import type { CostLine } from '../../src/domain/cost.ts';
import { type CallRecording, isFinal } from '../../src/domain/recording.ts';
import type { TranscriptEntry, Turn } from '../../src/domain/transcript.ts';
import { callOf } from '../domain/call-of.ts';

const now = Date.parse('2026-03-09T12:00:00Z');
const window = 15 * 60_000;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const line: CostLine = { amount: '0.01', units: null, unit: null };
const lines = { llm: line, llmInput: null, llmOutput: null, tts: line, stt: line, telephony: line };
const recording: CallRecording = {
  databaseId: null,
  sid: null,
  uri: 'https://files.example.com/a.mp3',
  url: 'https://files.example.com/a.mp3',
  filePath: null,
  duration: null,
  format: null,
  type: null,
  origin: null,
  status: null,
  createdAt: null,
};
const turn: Turn = {
  number: 1,
  startOffset: 0,
  endOffset: 1,
  duration: 1,
  derived: false,
  events: null,
};
const entry: TranscriptEntry = {
  databaseId: null,
  speaker: 'AGENT',
  rawSpeaker: 'assistant',
  text: 'Hello',
  startOffset: 0,
  endOffset: 1,
  at: null,
  confidence: null,
  isFinal: true,
  turnNumber: 1,
  sttTimestamps: null,
};
const conversation: Conversation = { turns: [turn], transcript: [entry], recordings: [recording] };
const detail: CallDetail = {
  transport: null,
  rawTransport: null,
  traceId: null,
  agentConfig: null,
  costLines: lines,
  usage: null,
  interruptions: null,
  averageTurnDuration: null,
  errors: null,
  conversation,
};
const cost = { unit: 'MONEY', currency: 'USD', total: '0.05' } as const;
const ago = (ms: number) => new Date(now - ms).toISOString();
const whole: Partial<Call> = {
  status: 'COMPLETED',
  endedAt: ago(20 * minute),
  recordingEnabled: true,
  cost,
  detail,
};
const freshness = (change: Partial<Call>) => ttlOf(callOf({ ...whole, ...change }), now, window);
const withConversation = (change: Partial<Conversation>): Partial<Call> => ({
  detail: { ...detail, conversation: { ...conversation, ...change } },
});

describe('a call is fresh', () => {
  test.each<[string, Partial<Call>, number]>([
    ['for a day once it is settled', {}, day],
    ['for a minute when its end was a moment ago', { endedAt: ago(10 * minute) }, minute],
    ['for a minute when nothing says when it was', { endedAt: null }, minute],
    [
      'for a minute where only a change of it is known, and no end',
      { endedAt: null, updatedAt: ago(hour) },
      minute,
    ],
    [
      'for a minute where only its start is known, and no end',
      { endedAt: null, startedAt: ago(6 * hour) },
      minute,
    ],
    [
      'by its start and duration where its end is not written',
      { endedAt: null, startedAt: ago(hour), duration: 60 },
      day,
    ],
    [
      'for a minute where its start and duration say that it ended a moment ago',
      { endedAt: null, startedAt: ago(hour), duration: 3_500 },
      minute,
    ],
    ['by its end before its last change', { updatedAt: ago(minute) }, day],
    ['for two seconds while it goes on', { status: 'IN_PROGRESS' }, 2 * second],
    ['for two seconds in a state we do not know', { status: 'UNKNOWN' }, 2 * second],
    ['for a day when it failed for good', { status: 'FAILED' }, day],
    [
      'for a day without a conversation when it failed',
      { status: 'FAILED', ...withConversation({ turns: [], transcript: null }) },
      day,
    ],
    [
      'for a day where its conversation was not read',
      { detail: { ...detail, conversation: undefined } },
      day,
    ],
    ['for a day where one of turns and transcript is there', withConversation({ turns: null }), day],
    [
      'for a day without a recording when none was to be made',
      { recordingEnabled: false, ...withConversation({ recordings: [] }) },
      day,
    ],
  ])('%s', (_, change, fresh) => {
    expect(freshness(change)).toBe(fresh);
  });

  const unfinished: readonly [string, Partial<Call>][] = [
    ['its total', { cost: { ...cost, total: null } }],
    ['its detail', { detail: null }],
    ['a cost line', { detail: { ...detail, costLines: { ...lines, telephony: null } } }],
    [
      'the amount of a cost line',
      { detail: { ...detail, costLines: { ...lines, stt: { ...line, amount: null } } } },
    ],
    ['its recording', withConversation({ recordings: [] })],
    ['the address of its recording', withConversation({ recordings: [{ ...recording, uri: null }] })],
    ['the final recording', withConversation({ recordings: [{ ...recording, status: 'processing' }] })],
    ['its conversation', withConversation({ turns: [], transcript: [] })],
  ];

  test.each(unfinished)('for a minute, later for an hour, at last for a day without %s', (_, change) => {
    const at = (age: number) => freshness({ ...change, endedAt: ago(age) });
    expect([20 * minute, hour - 1].map(at)).toEqual([minute, minute]);
    expect([hour, day - 1].map(at)).toEqual([hour, hour]);
    expect([day, 30 * day].map(at)).toEqual([day, day]);
  });
});

describe('a part that is cached apart from its call', () => {
  const call = callOf({ ...whole, recordingEnabled: null });

  test('has the ordinary TTL when it is complete', () => {
    expect(ttlOfTranscript([entry], call, now)).toBe(day);
    expect(ttlOfRecordings([recording], call, now)).toBe(day);
    expect(ttlOfRecordings([], call, now)).toBe(day);
  });

  test('is fetched again while it is incomplete', () => {
    expect(ttlOfTranscript([], call, now)).toBe(minute);
    expect(ttlOfTranscript([{ ...entry, isFinal: false }], call, now)).toBe(minute);
    expect(ttlOfRecordings([{ ...recording, status: 'in-progress' }], call, now)).toBe(minute);
    expect(ttlOfTranscript([], callOf({ ...whole, endedAt: ago(2 * hour) }), now)).toBe(hour);
    expect(ttlOfTranscript([], callOf({ ...whole, endedAt: ago(2 * day) }), now)).toBe(day);
  });

  test('is cached for at most a minute if its address may be signed', () => {
    const at = (url: string | null) => ttlOfRecordings([{ ...recording, url }], call, now);
    expect(at('https://files.example.com/a.mp3?X-Amz-Signature=abc')).toBe(minute);
    expect(at('https://files.example.com/a.mp3')).toBe(day);
    expect(at(null)).toBe(day);
  });
});

test('a call that may have a signed address is cached no longer than the address is valid', () => {
  const url = 'https://files.example.com/a.mp3?X-Amz-Signature=abc';
  expect(freshness(withConversation({ recordings: [{ ...recording, uri: url, url }] }))).toBe(minute);
});

const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const anyTime = orNull(fc.integer({ min: -day, max: 3 * day }).map(ago));
const anyLine = orNull(orNull(fc.constant('0.01')).map((amount): CostLine => ({ ...line, amount })));
const anyRecording = fc.constantFrom(
  recording,
  { ...recording, uri: null, url: null },
  { ...recording, status: 'queued' },
);
const anyConversation: fc.Arbitrary<Conversation> = fc.record({
  turns: orNull(fc.constantFrom([], [turn])),
  transcript: orNull(fc.constantFrom([], [entry])),
  recordings: orNull(fc.array(anyRecording, { maxLength: 2 })),
});
const anyDetail: fc.Arbitrary<CallDetail> = fc
  .record({
    costLines: fc.record({ llm: anyLine, tts: anyLine, stt: anyLine, telephony: anyLine }),
    conversation: fc.option(anyConversation, { nil: undefined }),
  })
  .map(made => ({ ...detail, ...made, costLines: { ...lines, ...made.costLines } }));
const anyCall = fc
  .record({
    status: fc.constantFrom('COMPLETED', 'FAILED', 'BUSY', 'NO_ANSWER', 'CANCELED', 'IN_PROGRESS', 'UNKNOWN'),
    endedAt: anyTime,
    startedAt: anyTime,
    updatedAt: anyTime,
    duration: orNull(fc.integer({ min: 0, max: 86_400 })),
    recordingEnabled: orNull(fc.boolean()),
    cost: orNull(fc.constant('1')).map(total => ({ ...cost, total })),
    detail: orNull(anyDetail),
  })
  .map(callOf);

/** By the words of the rule, one part after the other. */
const missing: Readonly<Record<string, (call: Call) => boolean>> = {
  total: call => !call.cost.total,
  detail: call => !call.detail,
  line: ({ detail: known }) =>
    known !== null && ['llm', 'tts', 'stt', 'telephony'].some(name => !amountOf(known, name)),
  conversation: ({ status, detail: known }) =>
    status === 'COMPLETED' && known?.conversation !== undefined && !wasHeard(known.conversation),
  finalRecording: ({ detail: known }) =>
    !known?.conversation?.recordings?.every(isFinal) && hasRecordings(known),
  recording: ({ recordingEnabled, detail: known }) =>
    recordingEnabled === true &&
    known?.conversation !== undefined &&
    !known.conversation.recordings?.some(({ uri }) => uri !== null),
};

const amountOf = ({ costLines }: CallDetail, name: string) =>
  new Map(Object.entries(costLines)).get(name)?.amount;
const wasHeard = ({ turns, transcript }: Conversation) => Boolean(turns?.length || transcript?.length);
const hasRecordings = (known: CallDetail | null) => Boolean(known?.conversation?.recordings?.length);

function endedBefore({ endedAt, startedAt, duration }: Call): number {
  if (endedAt !== null) return now - Date.parse(endedAt);
  return startedAt !== null && duration !== null ? now - Date.parse(startedAt) - duration * 1000 : 0;
}

function expectedFor(call: Call): number {
  const age = endedBefore(call);
  if (['IN_PROGRESS', 'UNKNOWN'].includes(call.status)) return 2 * second;
  if (age <= window) return minute;
  const lacks = Object.values(missing).some(isMissing => isMissing(call));
  if (!lacks || age >= day) return day;
  return age < hour ? minute : hour;
}

test('any call is cached for a day only if it has ended and is complete', () => {
  fc.assert(
    fc.property(anyCall, call => {
      expect(ttlOf(call, now, window)).toBe(expectedFor(call));
    }),
  );
});
