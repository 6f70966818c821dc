import { describe, expect, test } from 'vitest';
import { normalizeCall } from '../../../src/sources/burki/normalize-call.ts';
import type { BurkiCallWire } from '../../../src/sources/burki/wire.ts';
import { reading } from '../reading.ts';

const row = {
  id: 101,
  call_sid: 'CA101',
  assistant_id: 123,
  assistant_name: 'ServiceBot',
  flow_name: 'Booking Flow',
  to_phone_number: '+12125550101',
  customer_phone_number: '+12125550142',
  status: 'completed',
  started_at: '2023-10-30T10:00:00Z',
  ended_at: '2023-10-30T10:05:00Z',
  duration: 300,
  call_meta: { customer_id: 'cust_1' },
  total_cost: 0.05,
  llm_cost: 0.02,
  tts_cost: 0.01,
  stt_cost: 0.01,
  telephony_cost: 0.01,
  cost_currency: 'USD',
};

const read = (change: Record<string, unknown> = {}) => {
  const { wire, drifted } = reading<BurkiCallWire>({ ...row, ...change });
  return { call: normalizeCall(wire), drifted };
};

test('a call is normalized to the letter, in the list as by its key', () => {
  const none = { llmInput: null, llmOutput: null };
  const line = (amount: number) => ({ amount, units: null, unit: null });
  expect(read()).toEqual({
    drifted: [],
    call: {
      source: 'BURKI',
      sid: 'CA101',
      databaseId: '101',
      status: 'COMPLETED',
      rawStatus: 'completed',
      direction: null,
      rawDirection: null,
      startedAt: '2023-10-30T10:00:00Z',
      endedAt: '2023-10-30T10:05:00Z',
      createdAt: null,
      updatedAt: null,
      duration: 300,
      agentName: 'ServiceBot',
      agent: { source: 'BURKI', agentId: '123', name: 'ServiceBot' },
      customerNumber: '+12125550142',
      agentNumber: '+12125550101',
      fromNumber: null,
      toNumber: null,
      endReason: null,
      cost: { unit: 'MONEY', currency: 'USD', total: 0.05 },
      turnCount: null,
      recordingEnabled: null,
      flowName: 'Booking Flow',
      metadata: { customer_id: 'cust_1' },
      billingStatus: null,
      organizationId: null,
      detail: {
        transport: null,
        rawTransport: null,
        traceId: null,
        agentConfig: null,
        costLines: {
          ...none,
          llm: line(0.02),
          tts: line(0.01),
          stt: line(0.01),
          telephony: line(0.01),
        },
        usage: null,
        interruptions: null,
        averageTurnDuration: null,
        errors: null,
      },
    },
  });
});

describe('a row that does not say which call it is is no call:', () => {
  test.each([
    [{ id: undefined }],
    [{ id: null }],
    [{ id: '101.0' }],
    [{ id: '9007199254740993' }],
    [{ id: 0 }],
    [{ id: -1 }],
    [{ id: 1.5 }],
    [{ id: 9_007_199_254_740_992 }],
    [{ call_sid: undefined }],
    [{ call_sid: '' }],
    [{ call_sid: 101 }],
    [{ call_sid: '../CA101' }],
    [{ call_sid: 'x'.repeat(257) }],
  ])('%j', change => {
    expect(read(change).call).toBeNull();
  });
});

test.each([
  ['ongoing', 'IN_PROGRESS'],
  ['in-progress', 'IN_PROGRESS'],
  ['failed', 'FAILED'],
  ['Completed', 'COMPLETED'],
  ['active', 'UNKNOWN'],
  ['transferred', 'UNKNOWN'],
])('the status %s is %s and stays as it was spelled', (status, normalized) => {
  expect(read({ status }).call).toMatchObject({ status: normalized, rawStatus: status });
});

test('the hint of a direction stays in the metadata and is not taken for one', () => {
  expect(read({ call_meta: { outbound: true } }).call).toMatchObject({
    direction: null,
    fromNumber: null,
    toNumber: null,
    customerNumber: '+12125550142',
    agentNumber: '+12125550101',
    metadata: { outbound: true },
  });
});

test('empty numbers are null, without drift', () => {
  const { call, drifted } = read({ to_phone_number: '', customer_phone_number: '' });
  expect(call).toMatchObject({ customerNumber: null, agentNumber: null });
  expect(drifted).toEqual([]);
});

test("a customer's number in the spelling of home stays as it is", () => {
  expect(read({ customer_phone_number: '(212) 555-0142' }).call?.customerNumber).toBe('(212) 555-0142');
});

test.each([
  ['2023-10-30T10:00:00', '2023-10-30T10:00:00Z'],
  ['2023-10-30T10:00:00.123456', '2023-10-30T10:00:00.123456Z'],
  ['2023-10-30T12:00:00.1+02:00', '2023-10-30T10:00:00.1Z'],
  [null, null],
])('the time %s is %s: naive means UTC', (started_at, startedAt) => {
  expect(read({ started_at }).call?.startedAt).toBe(startedAt);
});

test.each([null, undefined, 0, -3, '0', '-3', '123.0', 1.5])(
  'the assistant %j is none that could be asked for',
  assistant_id => {
    expect(read({ assistant_id }).call).toMatchObject({ agent: null, agentName: 'ServiceBot' });
  },
);

test('a field of the wrong type is null and drift, its siblings intact', () => {
  const { call, drifted } = read({
    duration: '5 minutes',
    call_meta: 'none',
    started_at: 1_698_660_000,
    flow_name: [],
  });
  expect(call).toMatchObject({
    duration: null,
    metadata: null,
    startedAt: null,
    flowName: null,
    endedAt: '2023-10-30T10:05:00Z',
  });
  expect([...drifted].sort()).toEqual(['call_meta', 'duration', 'flow_name', 'started_at']);
});
