import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallCost, CostLine, CostLines } from '../../src/domain/cost.ts';
import { type CostItem, costItems, unattributed } from '../../src/domain/cost-items.ts';
import { compareDecimals, type Decimal, plus } from '../../src/domain/decimal.ts';
import { noCostLines } from './no-cost-lines.ts';

const line = (amount: Decimal | null, units: number | null = null): CostLine => ({
  amount,
  units,
  unit: 'TOKENS',
});

/** The lines of the call in Butter's documentation. */
const documented: CostLines = {
  llm: line('3', 150),
  llmInput: line('1', 100),
  llmOutput: line('2', 50),
  tts: line('5', 500),
  stt: line('1', 120),
  telephony: line('2', 2),
};

const costing = (total: Decimal | null): CallCost => ({ unit: 'CREDITS', currency: null, total });

/** The lines as `component: amount`, with the parts of a line behind it. */
const shown = (items: readonly CostItem[] | null): string[] | undefined =>
  items?.map(({ component, amount, parts }) =>
    [`${component}: ${amount}`, ...(shown(parts) ?? [])].join(' > '),
  );

const sumOf = (items: readonly CostItem[]): Decimal =>
  items.reduce<Decimal>((sum, { amount }) => plus(sum, amount), '0');

describe('the lines of a cost', () => {
  test('come largest first, each once, with the parts of the language model inside it', () => {
    expect(shown(costItems(costing('12.35'), documented))).toEqual([
      'TTS: 5',
      'LLM: 3 > LLM_INPUT: 1 > LLM_OUTPUT: 2',
      'TELEPHONY: 2',
      'UNATTRIBUTED: 1.35',
      'STT: 1',
    ]);
  });

  test('have what was consumed, where the source says it', () => {
    const [, llm] = costItems(costing('12.35'), documented) ?? [];
    expect(llm).toMatchObject({ component: 'LLM', units: 150, unit: 'TOKENS' });
    expect(costItems(costing('12.35'), documented)?.[3]).toMatchObject({ units: null, unit: null });
  });

  test('hold a gap of zero too, so that there is one exactly where `unattributed` is known', () => {
    expect(shown(costItems(costing('11'), documented))).toContain('UNATTRIBUTED: 0');
  });

  test('end with a gap that is negative', () => {
    expect(shown(costItems(costing('10.6'), documented))?.at(-1)).toBe('UNATTRIBUTED: -0.4');
  });

  test('are those that are known, with the rest of the total unattributed', () => {
    const some = { ...noCostLines, tts: line('5'), stt: line(null, 120) };
    expect(shown(costItems(costing('12.35'), some))).toEqual(['UNATTRIBUTED: 7.35', 'TTS: 5']);
  });

  test('are given without a total, and then leave nothing open', () => {
    expect(shown(costItems(costing(null), { ...noCostLines, tts: line('5') }))).toEqual(['TTS: 5']);
  });

  test('are unknown while each of them is, whatever the total is', () => {
    expect(costItems(costing('12.35'), noCostLines)).toBeNull();
    expect(costItems(costing('12.35'), { ...noCostLines, tts: line(null, 500) })).toBeNull();
  });

  test.each([
    ['LLM_INPUT', { llmInput: line('1', 100), llmOutput: line(null, 50) }, 100],
    ['LLM_OUTPUT', { llmOutput: line('1', 50) }, 50],
  ] as const)(
    'count the language model by its part %s, while only that is known',
    (component, given, units) => {
      const items = costItems(costing('12.35'), { ...noCostLines, ...given });
      expect(shown(items)).toEqual(['UNATTRIBUTED: 11.35', `LLM: 1 > ${component}: 1`]);
      expect(items?.[1]).toMatchObject({ units, unit: 'TOKENS' });
    },
  );
});

describe('the unattributed part of a cost', () => {
  test.each<[string, Decimal | null, Partial<CostLines>, string | null]>([
    ['is 1.35 for the documented call', '12.35', documented, '1.35'],
    ['counts the language model once, without its two parts', '11', documented, '0'],
    [
      'counts the language model whole, without parts',
      '11',
      { ...documented, llmInput: null, llmOutput: null },
      '0',
    ],
    ['is negative where the lines exceed the total', '10.6', documented, '-0.4'],
    ['is exact', '0.3', { llm: line(0.1), tts: line(0.2) }, '0'],
    ['holds a line that the source left out', '12.35', { ...documented, telephony: null }, '3.35'],
    ['holds a line without an amount', '12.35', { ...documented, telephony: line(null, 2) }, '3.35'],
    ['is unknown without a total', null, documented, null],
    ['is unknown without any line', '12.35', {}, null],
  ])('%s', (_, total, given, expected) => {
    expect(unattributed(costing(total), { ...noCostLines, ...given })).toBe(expected);
  });
});

/** Decimals of many digits, as numbers and as texts, negative ones and zero too. */
const decimal = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  fc
    .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.integer({ min: 0, max: 30 }))
    .map(([sign, digits, fraction]) => {
      const text = String(digits).padStart(fraction + 1, '0');
      const point = text.length - fraction;
      return `${sign}${text.slice(0, point)}${fraction > 0 ? `.${text.slice(point)}` : ''}`;
    }),
);

const anyLine = fc.option(
  fc.record({
    amount: fc.option(decimal),
    units: fc.option(fc.nat()),
    unit: fc.constant('TOKENS' as const),
  }),
);

const anyLines = fc.record({
  llm: anyLine,
  llmInput: anyLine,
  llmOutput: anyLine,
  tts: anyLine,
  stt: anyLine,
  telephony: anyLine,
});

describe('whatever a source gives,', () => {
  test('the lines add up to the total, largest first, and hold the one unattributed figure', () => {
    fc.assert(
      fc.property(fc.option(decimal), anyLines, (total, lines) => {
        const cost = costing(total);
        const items = costItems(cost, lines);
        const rest = unattributed(cost, lines);
        expect(items?.find(({ component }) => component === 'UNATTRIBUTED')?.amount ?? null).toBe(rest);
        if (items === null) return;
        if (total !== null) expect(compareDecimals(sumOf(items), total)).toBe(0);
        const amounts = items.map(({ amount }) => amount);
        expect(amounts).toEqual([...amounts].sort((a, b) => compareDecimals(b, a)));
      }),
    );
  });

  test('each component stands once, a part inside its line, and no known amount is lost', () => {
    fc.assert(
      fc.property(fc.option(decimal), anyLines, (total, lines) => {
        const items = costItems(costing(total), lines) ?? [];
        const all = items.flatMap(item => [item, ...item.parts]);
        const names = all.map(({ component }) => component);
        expect(new Set(names).size).toBe(names.length);
        const given = Object.values(lines).filter(line => line !== null && line.amount !== null).length;
        const own = all.filter(({ component }) => component !== 'UNATTRIBUTED').length;
        const isSummed = lines.llm?.amount == null && names.includes('LLM');
        expect(own).toBe(given + (isSummed ? 1 : 0));
      }),
    );
  });
});
