import { describe, expect, test } from 'vitest';
import { addLines, type CostLine, type CostLines, toMoney, unattributed } from '../../src/domain/cost.ts';
import { difference, formatDecimal, minus, plus, times } from '../../src/domain/decimal.ts';

const line = (amount: string | null, units: number | null = null): CostLine => ({
  amount,
  units,
  unit: units === null ? null : 'TOKENS',
});

const lines = (given: Partial<CostLines> = {}): CostLines => ({
  llm: line('3'),
  llmInput: line('1'),
  llmOutput: line('2'),
  tts: line('5'),
  stt: line('1'),
  telephony: line('2'),
  ...given,
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

  test('keeps more digits than a float holds', () => {
    expect(plus('9007199254740993', '0.000000000000000001')).toBe('9007199254740993.000000000000000001');
  });
});

describe('the unattributed part of a cost', () => {
  test('is 1.35 for the documented call', () => {
    expect(unattributed('12.35', lines())).toBe('1.35');
  });

  test('counts the language model once, without its two parts', () => {
    expect(unattributed('11', lines())).toBe('0');
    expect(unattributed('11', lines({ llmInput: null, llmOutput: null }))).toBe('0');
  });

  test('is negative where the lines exceed the total', () => {
    expect(unattributed('10.6', lines())).toBe('-0.4');
  });

  test('is exact', () => {
    const dusty = lines({ llm: line('0.1'), tts: line('0.2'), stt: line('0'), telephony: line('0') });
    expect(unattributed('0.3', dusty)).toBe('0');
  });

  test('is unknown without a total', () => {
    expect(unattributed(null, lines())).toBeNull();
  });

  test.each(['llm', 'tts', 'stt', 'telephony'] as const)('is unknown without the line %s', name => {
    expect(unattributed('12.35', lines({ [name]: null }))).toBeNull();
    expect(unattributed('12.35', lines({ [name]: line(null) }))).toBeNull();
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

describe('credits as money', () => {
  test('are exact', () => {
    expect(toMoney('12.35', { amount: '0.013', currency: 'USD' })).toEqual({
      amount: '0.16055',
      currency: 'USD',
    });
  });

  test('are null without a price or without credits', () => {
    expect(toMoney('12.35', null)).toBeNull();
    expect(toMoney(null, { amount: '0.013', currency: 'USD' })).toBeNull();
  });
});
