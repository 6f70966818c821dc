import { expect, test } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import { isEqualRow } from '../../src/domain/call-version.ts';
import { callOf } from './call-of.ts';

const line = { amount: '0.01', units: 3, unit: 'TOKENS' } as const;
const time = '2026-03-09T10:00:00Z';
/** A row in which every field has a value. */
const row = (): Call =>
  callOf({
    ...{ databaseId: '1', status: 'UNKNOWN', rawStatus: 'odd', direction: 'INBOUND', rawDirection: 'in' },
    ...{ startedAt: time, endedAt: time, createdAt: time, updatedAt: time, duration: 3, turnCount: 2 },
    ...{ agentName: 'Ada', agent: { source: 'BURKI', agentId: '3', name: 'Ada' }, recordingEnabled: true },
    ...{
      customerNumber: '+12025550101',
      agentNumber: '+12025550102',
      fromNumber: '+12025550101',
      toNumber: '+12025550102',
    },
    ...{ endReason: 'hangup', flowName: 'flow', metadata: { a: { b: 'c' } }, billingStatus: 'billed' },
    ...{
      organizationId: '7',
      cost: { unit: 'MONEY', currency: 'USD', total: '0.04' },
    },
    detail: {
      ...{ transport: 'SIP', rawTransport: 'sip', traceId: 'trace', agentConfig: { voice: 'v' } },
      ...{
        interruptions: 1,
        averageTurnDuration: 1,
        errors: { count: 1, fatal: false, details: ['refused'] },
      },
      costLines: { llm: line, llmInput: line, llmOutput: line, tts: line, stt: line, telephony: line },
      usage: { llmInputTokens: 1, llmOutputTokens: 1, llmTotalTokens: 2, ttsCharacters: 1, sttSeconds: 1 },
    },
  });

/** The same value with each leaf changed, once for each leaf. */
function* withOtherLeaf(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) yield typeof value === 'number' ? value + 1 : `${value}1`;
  else
    for (const [name, item] of Object.entries(value))
      for (const other of withOtherLeaf(item))
        yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
}

test('two rows with equal fields are equal', () => {
  expect(isEqualRow(row(), row())).toBe(true);
  expect(isEqualRow(callOf(), callOf())).toBe(true);
  expect(isEqualRow(row(), structuredClone(row()))).toBe(true);
});

test('two rows that differ in any field are not equal, and no version of one is forgotten', () => {
  const others = [...withOtherLeaf(row())] as Call[];
  expect(others.length).toBeGreaterThan(60);
  for (const other of others) {
    expect(isEqualRow(row(), other), JSON.stringify(other)).toBe(false);
    expect(isEqualRow(other, row())).toBe(false);
  }
  for (const name of Object.keys(row()) as (keyof Call)[])
    if (name !== 'detail' && name !== 'cost')
      expect(isEqualRow(row(), { ...row(), [name]: null })).toBe(false);
});

test('rows with a conversation are not equal, because a long one takes too long to compare', () => {
  const conversation = { turns: null, transcript: null, recordings: null };
  const call = row();
  const whole = (): Call => ({ ...call, detail: call.detail && { ...call.detail, conversation } });
  expect(isEqualRow(whole(), whole())).toBe(false);
});
