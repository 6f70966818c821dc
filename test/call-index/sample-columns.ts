import { type ColumnTable, createColumnTable } from '../../src/call-index/columns/column-table.ts';
import { columnValuesOf } from '../../src/call-index/columns/column-values.ts';
import type { Call } from '../../src/domain/call.ts';
import type { CallStatus } from '../../src/domain/enums.ts';
import { instantOf } from '../../src/domain/instant.ts';
import { callOf } from '../domain/call-of.ts';

const statuses: readonly CallStatus[] = [
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'COMPLETED',
  'NO_ANSWER',
  'BUSY',
  'FAILED',
  'CANCELED',
];

/** Pseudo-random integers below a bound, the same in each run. */
export function createDice(seed = 1): (sides: number) => number {
  let state = seed;
  return sides => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A call of two years in which calls of both sources alternate, the newest first, as a walk finds them. */
export function sampleCall(number: number, dice: (sides: number) => number): Call {
  const isBurki = dice(2) === 0;
  const started = 1_790_000_000_000_000 - number * 63_000_000 - dice(60_000_000);
  const duration = dice(900);
  const agentId = String(dice(200));
  const source = isBurki ? 'BURKI' : 'BUTTER';
  return callOf({
    source,
    sid: `${isBurki ? 'CA' : 'call_'}${number}`,
    databaseId: isBurki ? String(number) : null,
    status: statuses[dice(statuses.length)] ?? 'COMPLETED',
    direction: isBurki ? null : dice(2) === 0 ? 'INBOUND' : 'OUTBOUND',
    startedAt: instantOf(started),
    endedAt: instantOf(started + duration * 1_000_000),
    createdAt: instantOf(started),
    duration,
    turnCount: isBurki ? null : dice(40),
    agent: { source, agentId, name: null },
    agentName: `Agent ${agentId}`,
    customerNumber: `+1555${String(dice(10_000_000)).padStart(7, '0')}`,
    endReason: isBurki ? null : `reason ${dice(8)}`,
    flowName: isBurki ? `flow ${dice(30)}` : null,
    recordingEnabled: isBurki ? null : dice(2) === 0,
    cost: isBurki
      ? { unit: 'MONEY', currency: 'USD', total: dice(10) === 0 ? null : dice(30_000) / 10_000 }
      : { unit: 'CREDITS', currency: null, total: dice(2_000) / 100 },
    metadata: isBurki ? { outbound: dice(2) === 0 } : null,
  });
}

export function sampleTable(rowCount: number): ColumnTable {
  const table = createColumnTable();
  table.reserve(rowCount);
  const dice = createDice();
  for (let row = 0; row < rowCount; row += 1) table.put(row, columnValuesOf(sampleCall(row, dice)));
  return table;
}
