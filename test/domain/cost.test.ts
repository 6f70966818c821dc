import { describe, expect, test } from 'vitest';
import { addLines, type CostLine, knownUnit } from '../../src/domain/cost.ts';
import { difference, formatDecimal, minus, plus, times } from '../../src/domain/decimal.ts';
import { noCostLines } from './no-cost-lines.ts';

const line = (amount: string | null, units: number | null = null): CostLine => ({
  amount,
  units,
  unit: units === null ? null : 'TOKENS',
});

describe('a decimal', () => {
  test.each([
    [12.35, '12.35'],
    [0.1, '0.1'],
    [0, '0'],
    [-0.4, '-0.4'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    [9007199254740991, '9007199254740991'],
  ])('of %d has no exponent and no dust: %s', (value, decimal) => {
    expect(formatDecimal(value)).toBe(decimal);
  });

  test('that was computed keeps its spelling', () => {
    expect(formatDecimal('9007199254740993.000000000000000001')).toBe('9007199254740993.000000000000000001');
  });

  test('is computed exactly where floats are not', () => {
    expect(plus('0.1', '0.2')).toBe('0.3');
    expect(minus('0.3', '0.1')).toBe('0.2');
    expect(times('1.1', '1.1')).toBe('1.21');
    expect(difference(25.3, 0.1)).toBe(25.2);
  });

  test('that was computed to zero has no minus', () => {
    expect([plus(-0, '-0'), minus('-0', 0), times(-0, '0.01'), times('-0', 2)]).toEqual(['0', '0', '0', '0']);
  });

  test('keeps more digits than a float holds', () => {
    expect(plus('9007199254740993', '0.000000000000000001')).toBe('9007199254740993.000000000000000001');
  });
});

describe('the sum of two lines', () => {
  test('adds amounts and units', () => {
    expect(addLines(line('0.1', 100), line('0.2', 50))).toEqual({
      amount: '0.3',
      units: 150,
      unit: 'TOKENS',
    });
  });

  test('is null if one of them is missing', () => {
    expect(addLines(line('1'), null)).toBeNull();
    expect(addLines(null, line('1'))).toBeNull();
  });

  test('has no amount if one of them has none, and no units likewise', () => {
    expect(addLines(line('1', 10), line(null, 5))).toEqual({ amount: null, units: 15, unit: 'TOKENS' });
    expect(addLines(line('1', 10), { ...line('2'), unit: 'TOKENS' })).toEqual({
      amount: '3',
      units: null,
      unit: 'TOKENS',
    });
  });
});

describe('the unit of a cost', () => {
  const cost = { unit: 'CREDITS', currency: null, total: null } as const;

  test('is unknown until a figure is known', () => {
    expect(knownUnit(cost, undefined)).toBeNull();
    expect(knownUnit(cost, noCostLines)).toBeNull();
    expect(knownUnit(cost, { ...noCostLines, tts: line(null, 500) })).toBeNull();
  });

  test('is known by the total, be it zero', () => {
    expect(knownUnit({ ...cost, total: 0 }, undefined)).toBe('CREDITS');
    expect(knownUnit({ unit: 'MONEY', currency: null, total: '1' }, noCostLines)).toBe('MONEY');
  });

  test.each(['llm', 'llmInput', 'llmOutput', 'tts', 'stt', 'telephony'] as const)(
    'is known by the line %s alone',
    name => {
      expect(knownUnit(cost, { ...noCostLines, [name]: line('0') })).toBe('CREDITS');
    },
  );
});
