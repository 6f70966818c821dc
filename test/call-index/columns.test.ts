import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactBillionthsOf } from '../../src/call-index/columns/billionths.ts';
import { createColumnTable } from '../../src/call-index/columns/column-table.ts';
import { columnValuesOf } from '../../src/call-index/columns/column-values.ts';
import {
  type Codes,
  type Columns,
  type Dictionary,
  rowsPerBlock,
} from '../../src/call-index/columns/columns.ts';
import { reversedDigitsOf } from '../../src/call-index/columns/reversed-digits.ts';
import { type Call, timeOf } from '../../src/domain/call.ts';
import { formatDecimal } from '../../src/domain/decimal.ts';
import { microsecondsOf } from '../../src/domain/instant.ts';
import { callOf } from '../domain/call-of.ts';
import { arbitraryCall, decimal } from './arbitrary-call.ts';
import { columnsOf } from './columns-of.ts';

const wordAt = (codes: Codes | Uint8Array, dictionary: Dictionary, row: number): string | null => {
  const code = codes[row] ?? 0;
  return code === 0 ? null : dictionary.wordOf(code);
};

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

const microsecondsOrNull = (instant: string | null): number | null =>
  instant === null ? null : microsecondsOf(instant);

/** What the columns say of a row. */
const figuresAt = (columns: Columns, row: number) => ({
  source: wordAt(columns.source, columns.dictionaries.source, row),
  status: wordAt(columns.status, columns.dictionaries.status, row),
  direction: wordAt(columns.direction, columns.dictionaries.direction, row),
  recordingEnabled: [null, false, true][columns.recordingEnabled[row] ?? 0],
  time: known(columns.time[row]),
  hasStarted: columns.hasStarted[row] === 1,
  endedAt: known(columns.endedAt[row]),
  duration: known(columns.duration[row]),
  turnCount: known(columns.turnCount[row]),
  currency: wordAt(columns.currency, columns.dictionaries.currency, row),
  agent: wordAt(columns.agent, columns.dictionaries.agent, row),
  agentName: wordAt(columns.agentName, columns.dictionaries.agentName, row),
  endReason: wordAt(columns.endReason, columns.dictionaries.endReason, row),
  flowName: wordAt(columns.flowName, columns.dictionaries.flowName, row),
  hasMetadata: columns.hasMetadata[row] === 1,
});

const figuresOf = (call: Call) => ({
  source: call.source,
  status: call.status,
  direction: call.direction,
  recordingEnabled: call.recordingEnabled,
  time: Number.isFinite(timeOf(call)) ? timeOf(call) : null,
  hasStarted: call.startedAt !== null,
  endedAt: microsecondsOrNull(call.endedAt),
  duration: call.duration,
  turnCount: call.turnCount,
  currency: call.cost.total === null ? null : call.cost.unit === 'CREDITS' ? 'CREDITS' : call.cost.currency,
  agent: call.agent && JSON.stringify([call.source, call.agent.agentId]),
  agentName: call.agentName,
  endReason: call.endReason,
  flowName: call.flowName,
  hasMetadata: call.metadata !== null,
});

/** The cost of a row to the last digit; null if it is unknown. */
function costAt(columns: Columns, row: number): string | null {
  const cost = columns.cost[row] ?? Number.NaN;
  const exact = columns.roundedCosts.get(row);
  if (exact === undefined) return Number.isNaN(cost) ? null : new Big(cost).div(1e9).toFixed();
  expect(cost).toBe(Number(new Big(exact).times(1e9)));
  return exact;
}

test('the columns of calls hold their figures', () => {
  fc.assert(
    fc.property(fc.array(arbitraryCall, { minLength: 1, maxLength: 20 }), calls => {
      const columns = columnsOf(calls);
      expect(columns.rowCount).toBe(calls.length);
      for (const [row, call] of calls.entries()) {
        expect(figuresAt(columns, row)).toEqual(figuresOf(call));
        const { total } = call.cost;
        expect(costAt(columns, row)).toEqual(total === null ? null : new Big(formatDecimal(total)).toFixed());
      }
    }),
  );
});

test('a changed row replaces the earlier one in all columns', () => {
  fc.assert(
    fc.property(arbitraryCall, arbitraryCall, (before, after) => {
      const table = createColumnTable();
      table.put(3, columnValuesOf(before));
      table.put(3, columnValuesOf(after));
      expect(figuresAt(table.columns, 3)).toEqual(figuresOf(after));
      expect(costAt(table.columns, 3)).toEqual(costAt(columnsOf([after]), 0));
    }),
  );
});

test('a row that was removed is vacant, as are rows that never held a call', () => {
  const table = createColumnTable();
  table.put(2, columnValuesOf(callOf({ cost: { unit: 'CREDITS', currency: null, total: '0.0000000001' } })));
  expect([...table.columns.source.subarray(0, table.columns.rowCount)]).toEqual([0, 0, 1]);
  table.remove(2);
  expect(table.columns.source[2]).toBe(0);
  expect(table.columns.roundedCosts.size).toBe(0);
});

test('columns keep their rows while they grow', () => {
  const table = createColumnTable();
  for (let row = 0; row < 20_000; row += 1) table.put(row, columnValuesOf(callOf({ duration: row })));
  expect(table.columns.duration.subarray(0, 20_000)).toEqual(
    Float64Array.from({ length: 20_000 }, (_, row) => row),
  );
});

test('each change of a row counts in its block, also once the columns have grown', () => {
  const table = createColumnTable();
  table.put(0, columnValuesOf(callOf()));
  table.put(rowsPerBlock - 1, columnValuesOf(callOf()));
  table.put(rowsPerBlock, columnValuesOf(callOf()));
  table.reserve(rowsPerBlock * 3);
  table.remove(0);
  expect([...table.columns.changeCounts]).toEqual([3, 1, 0]);
});

test('codes widen once a column has more words than they tell apart', () => {
  const table = createColumnTable();
  const widths: number[] = [];
  for (let row = 0; row < 70_000; row += 1) {
    table.put(row, columnValuesOf(callOf({ flowName: `flow ${row}` })));
    widths.push(table.columns.flowName.BYTES_PER_ELEMENT);
  }
  expect([254, 255, 65_534, 65_535].map(row => widths[row])).toEqual([1, 2, 2, 4]);
  const { dictionaries } = table.columns;
  for (const row of [0, 254, 255, 65_534, 65_535, 69_999])
    expect(wordAt(table.columns.flowName, dictionaries.flowName, row)).toBe(`flow ${row}`);
  expect(table.columns.agentName).toBeInstanceOf(Uint8Array);
  table.reserve(200_000);
  expect(wordAt(table.columns.flowName, dictionaries.flowName, 69_999)).toBe('flow 69999');
});

test('a dictionary knows the words that calls have, and no others', () => {
  const { dictionaries } = columnsOf([callOf({ endReason: 'hangup' }), callOf({ endReason: 'timeout' })]);
  expect([dictionaries.endReason.codeOf('hangup'), dictionaries.endReason.codeOf('timeout')]).toEqual([1, 2]);
  expect(dictionaries.endReason.codeOf('other')).toBeUndefined();
  expect(dictionaries.endReason.size).toBe(2);
  expect(() => dictionaries.endReason.wordOf(3)).toThrow(RangeError);
});

test('billionths are exact, or unknown', () => {
  fc.assert(
    fc.property(decimal, amount => {
      const exact = new Big(formatDecimal(amount)).times(1e9);
      const fits = exact.eq(exact.round(0)) && exact.abs().lt(2 ** 53);
      expect(exactBillionthsOf(amount)).toBe(fits ? exact.toNumber() + 0 : Number.NaN);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  3_999_999.999999999,
  4_000_000.000000001,
  8_999_999.123456789,
  0.1 + 0.2,
  1e-9,
  5e-10,
  9_007_199.254740991,
])('billionths of the number %d are those of its decimals', amount => {
  const exact = new Big(amount).times(1e9);
  const fits = exact.eq(exact.round(0)) && exact.abs().lt(2 ** 53);
  expect(exactBillionthsOf(amount)).toBe(fits ? exact.toNumber() : Number.NaN);
});

test('numbers with the same final digits form one range', () => {
  const digits = fc.stringMatching(/^\d{0,20}$/);
  fc.assert(
    fc.property(digits, fc.stringMatching(/^\d{1,15}$/), (number, suffix) => {
      const from = reversedDigitsOf(suffix);
      const before = from + 11 ** (15 - suffix.length);
      const packed = reversedDigitsOf(number);
      expect(packed >= from && packed < before).toBe(number.endsWith(suffix));
      const longer = reversedDigitsOf(number + suffix);
      expect(longer >= from && longer < before).toBe(true);
    }),
  );
  expect(reversedDigitsOf('')).toBe(0);
  expect(reversedDigitsOf('999999999999999')).toBeLessThan(2 ** 53);
});

test('calls of equal keys in two sources have different hashes', () => {
  const { tie } = columnsOf([
    callOf({ source: 'BURKI' }),
    callOf({ source: 'BUTTER' }),
    callOf({ source: 'BURKI' }),
  ]);
  expect(tie[0]).toBe(tie[2]);
  expect(tie[0]).not.toBe(tie[1]);
  expect(Number.isSafeInteger(tie[0])).toBe(true);
});
