import { expect, test } from 'vitest';
import { createCancellation } from '../../../src/async/cancellation.ts';
import { createTurnQueue } from '../../../src/async/turn-queue.ts';
import { createRowSelection } from '../../../src/call-index/queries/select-rows.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import { createStatistics } from '../../../src/call-index/statistics/statistics.ts';
import type { StatsRequest } from '../../../src/domain/call-stats.ts';
import { sampleTable } from '../sample-columns.ts';
import { everything } from './stats-of.ts';

const callCount = 50_000;

const shares = { duration: [0.5], turnCount: [0.5] };

const request: StatsRequest = {
  ...everything,
  groupBy: ['STATUS', 'HOUR_OF_DAY'],
  interval: 'MONTH',
  percentiles: { total: shares, groups: shares },
};

test('statistics take at most 30 bytes for each call', async () => {
  const { columns } = sampleTable(callCount);
  const noCalls = { callsAt: async () => [], metadataAt: async () => new Map() };
  const nextTurn = createTurnQueue();
  const before = process.memoryUsage().arrayBuffers;
  let most = before;
  const compute = createStatistics({
    columns,
    selectRows: createRowSelection({ columns, zones: createZoneMaps(columns) }, noCalls),
    nextTurn() {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      return nextTurn();
    },
    clock: () => 0,
  });
  const first = await compute(request, createCancellation());
  expect(await compute(request, createCancellation())).toEqual(first);
  expect((most - before) / callCount).toBeLessThan(30);
});
