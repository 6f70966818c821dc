import { describe, expect, test } from 'vitest';
import { normalizeRow } from '../../../src/sources/butter/normalize-call.ts';
import type { ButterCallWire } from '../../../src/sources/butter/wire.ts';
import { reading } from '../reading.ts';

const row = {
  call_sid: 'call_1',
  to_number: '+12125550142',
  from_number: '+12125550101',
  agent_id: 'agent_a',
  agent_name: 'Front Desk',
  client_id: 'org_1',
  call_type: 'outbound',
  status: 'completed',
  recording_enabled: true,
  total_cost: 12.35,
  duration_seconds: 120.5,
  turn_count: 7,
  created_at: '2026-03-09T10:00:00Z',
  updated_at: '2026-03-09T10:02:26Z',
  start_time: '2026-03-09T10:00:05Z',
  end_time: '2026-03-09T10:02:25Z',
  end_reason: 'tool_end_call',
  billing_status: 'billed',
};

const read = (change: Record<string, unknown> = {}) => {
  const { wire, drifted } = reading<ButterCallWire>({ ...row, ...change });
  return { call: normalizeRow(wire), drifted };
};

test('a row is normalized to the letter, its detail left for the loader', () => {
  expect(read()).toEqual({
    drifted: [],
    call: {
      source: 'BUTTER',
      sid: 'call_1',
      databaseId: null,
      status: 'COMPLETED',
      rawStatus: 'completed',
      direction: 'OUTBOUND',
      rawDirection: 'outbound',
      startedAt: '2026-03-09T10:00:05Z',
      endedAt: '2026-03-09T10:02:25Z',
      createdAt: '2026-03-09T10:00:00Z',
      updatedAt: '2026-03-09T10:02:26Z',
      duration: 120.5,
      agentName: 'Front Desk',
      agent: {
        source: 'BUTTER',
        agentId: 'agent_a',
        name: 'Front Desk',
      },
      customerNumber: '+12125550142',
      agentNumber: '+12125550101',
      fromNumber: '+12125550101',
      toNumber: '+12125550142',
      endReason: 'tool_end_call',
      cost: { unit: 'CREDITS', currency: null, total: 12.35 },
      turnCount: 7,
      recordingEnabled: true,
      flowName: null,
      metadata: null,
      billingStatus: 'billed',
      organizationId: 'org_1',
      detail: null,
    },
  });
});

test('a row with its key alone is a call of which nothing is known', () => {
  const { wire, drifted } = reading<ButterCallWire>({ call_sid: 'call_1' });
  const call = normalizeRow(wire);
  expect(call).toMatchObject({
    sid: 'call_1',
    status: 'UNKNOWN',
    rawStatus: null,
    agent: null,
    direction: null,
  });
  expect(call).toMatchObject({
    fromNumber: null,
    toNumber: null,
    startedAt: null,
    duration: null,
    turnCount: null,
  });
  expect(call?.cost).toEqual({ unit: 'CREDITS', currency: null, total: null });
  expect(drifted).toEqual([]);
});

describe('a row that does not say which call it is is no call:', () => {
  test.each([undefined, null, '', 7, 'call/./1', 'call_1\n', '../calls', 'x'.repeat(257)])('%j', call_sid => {
    expect(read({ call_sid }).call).toBeNull();
  });
});

describe('the parties', () => {
  test.each([
    ['outbound', '+12125550142', '+12125550101'],
    ['Outbound', '+12125550142', '+12125550101'],
    ['inbound', '+12125550101', '+12125550142'],
    ['preview', null, null],
    ['callback', null, null],
    [undefined, null, null],
    ['', null, null],
  ])('of a call that is %s', (call_type, customerNumber, agentNumber) => {
    expect(read({ call_type }).call).toMatchObject({
      customerNumber,
      agentNumber,
      fromNumber: '+12125550101',
      toNumber: '+12125550142',
    });
  });

  test('that are empty are null', () => {
    const { call, drifted } = read({ from_number: '', to_number: '' });
    expect(call).toMatchObject({ fromNumber: null, toNumber: null, customerNumber: null, agentNumber: null });
    expect(drifted).toEqual([]);
  });
});

test.each([
  ['in-progress', 'IN_PROGRESS'],
  ['in_progress', 'IN_PROGRESS'],
  ['calling', 'INITIATED'],
  ['no-answer', 'NO_ANSWER'],
  ['voicemail_detected', 'UNKNOWN'],
])('the status %s is %s and stays as it was spelled', (status, normalized) => {
  expect(read({ status }).call).toMatchObject({ status: normalized, rawStatus: status });
});

test('a direction nobody knows is UNKNOWN and stays as it was spelled', () => {
  expect(read({ call_type: 'callback' }).call).toMatchObject({
    direction: 'UNKNOWN',
    rawDirection: 'callback',
  });
});

test.each([
  ['2026-03-09T12:00:05.123456+02:00', '2026-03-09T10:00:05.123456Z'],
  ['2026-03-09T05:00:05-05:00', '2026-03-09T10:00:05Z'],
  ['2026-03-09T10:00:05', '2026-03-09T10:00:05Z'],
  ['2026-03-09T10:00:05.123456', '2026-03-09T10:00:05.123456Z'],
])('the time %s is %s', (start_time, startedAt) => {
  expect(read({ start_time }).call).toMatchObject({ startedAt });
});

test('the end reason stands at the top in the list, in the summary in the detail', () => {
  const summary = { end_reason: 'customer_hangup' };
  expect(read({ summary }).call?.endReason).toBe('tool_end_call');
  expect(read({ end_reason: undefined, summary }).call?.endReason).toBe('customer_hangup');
  expect(read({ end_reason: '', summary }).call?.endReason).toBe('customer_hangup');
});

test.each([7, '', 'a/..', '../x', null])('the agent %j is none that could be asked for', agent_id => {
  expect(read({ agent_id }).call).toMatchObject({ agent: null, agentName: 'Front Desk' });
});

test('a field of the wrong type is null and drift, its siblings intact', () => {
  const { call, drifted } = read({
    duration_seconds: '2 minutes',
    turn_count: 7.5,
    total_cost: '12,35',
    recording_enabled: 'yes',
    start_time: 'just now',
    status: 3,
  });
  expect(call).toMatchObject({
    duration: null,
    turnCount: null,
    recordingEnabled: null,
    startedAt: null,
    status: 'UNKNOWN',
    rawStatus: null,
    endedAt: '2026-03-09T10:02:25Z',
    billingStatus: 'billed',
  });
  expect([...drifted].sort()).toEqual([
    'duration_seconds',
    'recording_enabled',
    'start_time',
    'status',
    'total_cost',
    'turn_count',
  ]);
});
