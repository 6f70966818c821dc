import { orderTimeOf } from '../../domain/call.ts';
import { creditsCode } from '../../domain/cost-conversion.ts';
import { formatDecimal } from '../../domain/decimal.ts';
import { type Instant, microsecondsOf } from '../../domain/instant.ts';
import { hash53 } from '../../domain/text-hash.ts';
import { exactBillionthsOf, roundedBillionthsOf } from './billionths.ts';
import { putCode, resize } from './column-arrays.ts';
import type { ColumnValues } from './column-values.ts';
import { blockOf, type Columns } from './columns.ts';
import { createDictionary } from './dictionary.ts';
import { reversedDigitsOfNumber } from './reversed-digits.ts';

export interface ColumnTable {
  /** The columns of this moment. Their arrays are replaced as they grow, so that no reader may keep one for later. */
  readonly columns: Columns;
  put(row: number, values: ColumnValues): void;
  /** Vacates a row. */
  remove(row: number): void;
  /** Makes room for a number of rows at once. */
  reserve(rows: number): void;
}

const minRows = 1_024;

export function createColumnTable(): ColumnTable {
  const dictionaries = createDictionaries();
  const roundedCosts = new Map<number, string>();
  const columns = { rowCount: 0, ...resize(0, {}, 0), roundedCosts, dictionaries };

  function reserve(rows: number): void {
    const { length } = columns.source;
    if (rows > length)
      Object.assign(
        columns,
        resize(Math.max(rows, length + (length >> 2), minRows), columns, columns.rowCount),
      );
  }

  function countChange(row: number): void {
    const block = blockOf(row);
    columns.changeCounts[block] = (columns.changeCounts[block] ?? 0) + 1;
  }

  function putWords(row: number, values: ColumnValues): void {
    columns.source[row] = dictionaries.source.add(values.source);
    columns.status[row] = dictionaries.status.add(values.status);
    columns.direction[row] = dictionaries.direction.add(values.direction);
    columns.currency[row] = dictionaries.currency.add(currencyOf(values));
    putCode(columns, 'agent', row, dictionaries.agent.add(agentOf(values)));
    putCode(columns, 'agentName', row, dictionaries.agentName.add(values.agentName));
    putCode(columns, 'endReason', row, dictionaries.endReason.add(values.endReason));
    putCode(columns, 'flowName', row, dictionaries.flowName.add(values.flowName));
  }

  function putNumbers(row: number, values: ColumnValues): void {
    columns.recordingEnabled[row] = values.recordingEnabled === null ? 0 : values.recordingEnabled ? 2 : 1;
    columns.hasMetadata[row] = values.hasMetadata ? 1 : 0;
    columns.hasStarted[row] = values.startedAt === null ? 0 : 1;
    columns.time[row] = microsecondsOrNaN(orderTimeOf(values));
    columns.endedAt[row] = microsecondsOrNaN(values.endedAt);
    columns.duration[row] = values.duration ?? Number.NaN;
    columns.turnCount[row] = values.turnCount ?? Number.NaN;
    columns.reversedDigits[row] = reversedDigitsOfNumber(values.customerNumber);
    columns.tie[row] = hash53(`${values.source}:${values.key}`);
  }

  function putCost(row: number, { cost: { total } }: ColumnValues): void {
    const exact = total === null ? Number.NaN : exactBillionthsOf(total);
    const isRounded = total !== null && Number.isNaN(exact);
    columns.cost[row] = isRounded ? roundedBillionthsOf(total) : exact;
    if (isRounded) roundedCosts.set(row, formatDecimal(total));
    else roundedCosts.delete(row);
  }

  return {
    columns,
    reserve,
    put(row, values) {
      reserve(row + 1);
      columns.rowCount = Math.max(columns.rowCount, row + 1);
      putWords(row, values);
      putNumbers(row, values);
      putCost(row, values);
      countChange(row);
    },
    remove(row) {
      columns.source[row] = 0;
      roundedCosts.delete(row);
      countChange(row);
    },
  };
}

const createDictionaries = () => ({
  source: createDictionary<ColumnValues['source']>(),
  status: createDictionary(),
  direction: createDictionary(),
  currency: createDictionary(),
  agent: createDictionary(),
  agentName: createDictionary(),
  endReason: createDictionary(),
  flowName: createDictionary(),
});

const microsecondsOrNaN = (instant: Instant | null): number =>
  instant === null ? Number.NaN : microsecondsOf(instant);

const agentOf = ({ source, agent }: ColumnValues): string | null =>
  agent && JSON.stringify([source, agent.agentId]);

function currencyOf({ cost }: ColumnValues): string | null {
  if (cost.total === null) return null;
  return cost.unit === 'CREDITS' ? creditsCode : cost.currency;
}
