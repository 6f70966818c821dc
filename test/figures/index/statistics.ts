import { createCancellation } from '../../../src/async/cancellation.ts';
import { createRowSelection } from '../../../src/call-index/queries/select-rows.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import { createStatistics } from '../../../src/call-index/statistics/statistics.ts';
import { type CallFilter, everyCall } from '../../../src/domain/call-filter.ts';
import type { StatsRequest } from '../../../src/domain/call-stats.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
import { sampleTable } from '../../call-index/sample-columns.ts';
import { cpuMs, createPieceMeter, medianPieces } from './cpu.ts';
import { atMost, type Figure, type MeasurePart, printHead, printRow } from './figure.ts';

// Statistics of a million calls of two years.

const rowCount = 1_000_000;

const shares = { duration: [0.5, 0.95, 0.99], turnCount: [] };
const noShares = { duration: [], turnCount: [] };
const aYear: CallFilter = {
  ...everyCall,
  started: { from: '2025-01-01T00:00:00Z', before: '2026-01-01T00:00:00Z' },
};

const everything: StatsRequest = {
  filter: everyCall,
  sources: sourceNames,
  groupBy: [],
  interval: null,
  timeZone: 'Europe/Berlin',
  order: null,
  limit: 1_000,
  conversion: { currency: 'USD', rates: { CREDITS: '0.0123' } },
  percentiles: { total: noShares, groups: noShares },
};

/** The requests, with the milliseconds that each may take. */
const requests: Readonly<Record<string, readonly [request: Partial<StatsRequest>, bound: number | null]>> = {
  'one group': [{}, null],
  'by day and source, for a year': [{ filter: aYear, groupBy: ['SOURCE'], interval: 'DAY' }, 150],
  'by day and source, for two years': [{ groupBy: ['SOURCE'], interval: 'DAY' }, null],
  'percentiles by agent': [{ groupBy: ['AGENT'], percentiles: { total: noShares, groups: shares } }, 500],
  'percentiles by agent and of all': [
    { groupBy: ['AGENT'], percentiles: { total: shares, groups: shares } },
    null,
  ],
  'by hour of day and day of week': [{ groupBy: ['HOUR_OF_DAY', 'DAY_OF_WEEK'] }, null],
  'by week and status, dearest first': [
    { groupBy: ['STATUS'], interval: 'WEEK', order: { field: 'COST', direction: 'DESC' } },
    null,
  ],
};

/** The columns decide on all of these filters. */
const nothingRead = () => Promise.reject(new Error('A call was read.'));

export const measureStatistics: MeasurePart = async () => {
  const { columns } = sampleTable(rowCount);
  const view = { columns, zones: createZoneMaps(columns) };
  const meter = createPieceMeter();
  const compute = createStatistics({
    columns,
    selectRows: createRowSelection(view, { callsAt: nothingRead, metadataAt: nothingRead }),
    nextTurn: meter.nextTurn,
    clock: cpuMs,
  });
  const figures: Figure[] = [];
  printHead('Statistics', 'Calls', 'Groups', 'CPU ms', 'Longest piece ms');
  for (const [name, [request, bound]] of Object.entries(requests)) {
    const { result, cpu, longest } = await medianPieces(meter, () =>
      compute({ ...everything, ...request }, createCancellation()),
    );
    printRow(name, result.total.callCount, result.groupCount, cpu.toFixed(0), longest.toFixed(0));
    if (bound !== null) figures.push(atMost(`CPU of statistics ${name}`, cpu, bound, 'ms'));
  }
  return figures;
};
