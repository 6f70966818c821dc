import { describe, expect, test } from 'vitest';
import { normalizeDetail } from '../../../src/sources/butter/normalize-detail.ts';
import type { ButterCallWire } from '../../../src/sources/butter/wire.ts';
import { reading } from '../reading.ts';

const read = (fields: Record<string, unknown>) => {
  const { wire, drifted } = reading<ButterCallWire>({ call_sid: 'call_1', ...fields });
  return { call: normalizeDetail(wire, 'call_1'), drifted };
};

const line = (cost_credits: number, units: number) => ({ cost_credits, units });
const breakdown = {
  llm_input: line(1, 100),
  llm_output: line(2, 50),
  tts: line(5, 500),
  stt: line(1, 120),
  telephony: line(2, 2),
};

describe('the cost lines', () => {
  test('have their units, and the language model is the sum of its two', () => {
    expect(read({ cost_breakdown: breakdown }).call.detail?.costLines).toEqual({
      llm: { amount: '3', units: 150, unit: 'TOKENS' },
      llmInput: { amount: 1, units: 100, unit: 'TOKENS' },
      llmOutput: { amount: 2, units: 50, unit: 'TOKENS' },
      tts: { amount: 5, units: 500, unit: 'CHARACTERS' },
      stt: { amount: 1, units: 120, unit: 'SECONDS' },
      telephony: { amount: 2, units: 2, unit: 'MINUTES' },
    });
  });

  test('have no language model where half of it is missing', () => {
    const { llm_output: _, ...rest } = breakdown;
    expect(read({ cost_breakdown: rest }).call.detail?.costLines).toMatchObject({
      llm: null,
      llmInput: { amount: 1 },
      llmOutput: null,
    });
  });

  test.each([undefined, null])('are all null where the breakdown is %s', cost_breakdown => {
    expect(read({ cost_breakdown }).call.detail?.costLines).toEqual({
      llm: null,
      llmInput: null,
      llmOutput: null,
      tts: null,
      stt: null,
      telephony: null,
    });
  });

  test.each([{}, { cost_credits: null }, { cost_credits: '', units: 'many' }])(
    'are null where neither of their figures is given, as in %j',
    given => {
      const { call } = read({ cost_breakdown: { ...breakdown, llm_input: given, tts: given } });
      const absent = { llm: null, llmInput: null, tts: null };
      expect(call.detail?.costLines).toMatchObject({ ...absent, llmOutput: { amount: 2 } });
    },
  );

  test('with a figure of the wrong type keep the other one', () => {
    const { call, drifted } = read({
      cost_breakdown: { ...breakdown, tts: { cost_credits: 'five', units: 500 } },
    });
    expect(call.detail?.costLines.tts).toEqual({ amount: null, units: 500, unit: 'CHARACTERS' });
    expect(drifted).toEqual(['cost_breakdown.tts.cost_credits']);
  });
});

describe('a recording', () => {
  const recordingsOf = (recording_url: unknown) =>
    read({ recording_url }).call.detail?.conversation?.recordings;

  test('at an s3:// address has no address for a browser', () => {
    expect(recordingsOf('s3://bucket/recordings/call_1.wav')).toMatchObject([
      { uri: 's3://bucket/recordings/call_1.wav', url: null, duration: null, databaseId: null },
    ]);
  });

  test('at an https:// address has one', () => {
    const uri = 'https://recordings.example.com/call_1.wav?expires=600';
    expect(recordingsOf(uri)).toMatchObject([{ uri, url: uri }]);
  });

  test.each([undefined, null, ''])('at %j is none', recording_url => {
    expect(recordingsOf(recording_url)).toEqual([]);
  });
});

test('the transport is folded and stays as it was spelled', () => {
  expect(read({ transport: 'WebRTC' }).call.detail).toMatchObject({
    transport: 'WEBRTC',
    rawTransport: 'WebRTC',
  });
  expect(read({ transport: 'teams' }).call.detail).toMatchObject({
    transport: 'UNKNOWN',
    rawTransport: 'teams',
  });
  expect(read({}).call.detail).toMatchObject({ transport: null, rawTransport: null });
});

const usage = {
  llm: { input_tokens: 100, output_tokens: 50, total_tokens: 150 },
  tts: { total_characters: 500 },
  stt: { total_duration_seconds: 119.5 },
};
const summary = { interruptions: 2, avg_turn_duration: 17.2, total_tokens: 160, total_characters: 510 };
const figures = {
  llmInputTokens: 100,
  llmOutputTokens: 50,
  llmTotalTokens: 150,
  ttsCharacters: 500,
  sttSeconds: 119.5,
};

test('usage is that of `usage`, and the other figures are those of the summary', () => {
  expect(read({ usage, summary }).call.detail).toMatchObject({
    interruptions: 2,
    averageTurnDuration: 17.2,
    usage: figures,
  });
});

test('a total that the usage lacks is that of the summary, and never a sum', () => {
  const { llm, stt } = usage;
  const { total_tokens: _, ...halves } = llm;
  expect(read({ usage: { llm: halves, stt }, summary }).call.detail?.usage).toEqual({
    ...figures,
    llmTotalTokens: 160,
    ttsCharacters: 510,
  });
  expect(read({ usage: { llm: halves, stt } }).call.detail?.usage).toEqual({
    ...figures,
    llmTotalTokens: null,
    ttsCharacters: null,
  });
  const none = { llmInputTokens: null, llmOutputTokens: null, ttsCharacters: null, sttSeconds: null };
  expect(read({ summary: { total_tokens: 5 } }).call.detail?.usage).toEqual({ ...none, llmTotalTokens: 5 });
});

test('a total of the wrong type is drift, and replaced by that of the summary', () => {
  const { call, drifted } = read({ usage: { llm: { total_tokens: 1.5 }, tts: 'many' }, summary });
  expect(call.detail?.usage).toMatchObject({ llmTotalTokens: 160, ttsCharacters: 510 });
  expect(drifted).toEqual(['usage.tts', 'usage.llm.total_tokens']);
});

test.each([null, undefined, {}, { llm: {}, tts: null, stt: { total_duration_seconds: null } }])(
  'usage is null where none of its figures is given, as in %j',
  nothing => {
    expect(read({ usage: nothing, summary: null }).call.detail?.usage).toBeNull();
    expect(read({ usage: nothing, summary: { interruptions: 2 } }).call.detail?.usage).toBeNull();
  },
);

describe('the errors of a call', () => {
  test('are kept as they came, whatever their form', () => {
    const errors = { error_count: 2, has_fatal_errors: false, errors: ['boom', { code: 7 }, null] };
    expect(read({ errors }).call.detail?.errors).toEqual({
      count: 2,
      fatal: false,
      details: ['boom', { code: 7 }],
    });
  });

  test('are an empty list where Butter lists none', () => {
    expect(read({ errors: { error_count: 0 } }).call.detail?.errors).toEqual({
      count: 0,
      fatal: null,
      details: [],
    });
    expect(read({ errors: null }).call.detail?.errors).toBeNull();
  });
});

test("the agent's configuration and the trace are kept as they came", () => {
  const agent_config = { llm_model: 'gpt-4', llm_temperature: 0.7, speak_first: true, nested: { a: [1] } };
  expect(read({ agent_config, trace_id: 'trace_1' }).call.detail).toMatchObject({
    agentConfig: agent_config,
    traceId: 'trace_1',
  });
});
