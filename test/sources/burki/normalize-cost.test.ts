import { describe, expect, test } from 'vitest';
import { normalizeCall } from '../../../src/sources/burki/normalize-call.ts';
import type { BurkiCallWire } from '../../../src/sources/burki/wire.ts';
import { reading } from '../reading.ts';

const row = {
  id: 101,
  call_sid: 'CA101',
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

describe('the currency', () => {
  test.each([
    ['USD', 'USD', []],
    ['usd', 'USD', []],
    [' eur ', 'EUR', []],
    ['US dollars', null, ['cost_currency']],
    ['BTC', null, ['cost_currency']],
    ['XXX', null, ['cost_currency']],
    ['$', null, ['cost_currency']],
    [840, null, ['cost_currency']],
    [null, null, []],
    [undefined, null, []],
    ['', null, []],
  ])('%j is %j', (cost_currency, currency, drift) => {
    const { call, drifted } = read({ cost_currency });
    expect(call?.cost).toEqual({ unit: 'MONEY', currency, total: 0.05 });
    expect(drifted).toEqual(drift);
  });

  test('of credits is none, and a deviation from the documentation', () => {
    const { call, drifted } = read({ cost_currency: 'credits' });
    expect(call?.cost).toEqual({ unit: 'CREDITS', currency: null, total: 0.05 });
    expect(drifted).toEqual(['cost_currency']);
  });
});

describe('the cost', () => {
  const nothing = {
    total_cost: null,
    llm_cost: null,
    tts_cost: '',
    stt_cost: undefined,
    telephony_cost: null,
  };

  test.each([null, 'USD'])('is there before a figure, in the currency %j', currency => {
    const { call } = read({ ...nothing, cost_currency: currency });
    expect(call?.cost).toEqual({ unit: 'MONEY', currency, total: null });
  });

  test('has its lines without a total', () => {
    const { call } = read({ total_cost: null });
    expect(call?.cost).toEqual({ unit: 'MONEY', currency: 'USD', total: null });
    expect(call?.detail?.costLines.llm).toEqual({ amount: 0.02, units: null, unit: null });
  });

  test('of nothing is a cost', () => {
    expect(read({ ...nothing, total_cost: 0 }).call?.cost).toMatchObject({ total: 0 });
  });

  test('has null for a line that is missing', () => {
    expect(read({ llm_cost: undefined, stt_cost: null }).call?.detail?.costLines).toMatchObject({
      llm: null,
      stt: null,
      tts: { amount: 0.01 },
    });
  });
});
