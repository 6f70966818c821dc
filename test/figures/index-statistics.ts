import { createCancellation } from '../../src/async/cancellation.ts';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { createRowSelection } from '../../src/call-index/queries/select-rows.ts';
import { createZoneMaps } from '../../src/call-index/queries/zone-maps.ts';
import { createStatistics } from '../../src/call-index/statistics/statistics.ts';
import { type CallFilter, everyCall } from '../../src/domain/call-filter.ts';
import type { StatsRequest } from '../../src/domain/call-stats.ts';
import { sourceNames } from '../../src/domain/source-name.ts';
import { sampleTable } from '../call-index/sample-columns.ts';

// Milliseconds of CPU, of all threads, for statistics of a million calls of two years: part of `npm run figures:index`. Each
// figure is the median of 15 runs, and `longest piece` the time for which other requests of the worker wait.

const rowCount = 1_000_000;
const runs = 15;

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

const { columns } = sampleTable(rowCount);
const view = { columns, zones: createZoneMaps(columns) };
const nextTurn = createTurnQueue();
/** The columns decide on all of these filters. */
const nothingRead = () => Promise.reject(new Error('A call was read.'));
let pieceStart = 0;
let longestPiece = 0;

const compute = createStatistics({
  columns,
  selectRows: createRowSelection(view, { callsAt: nothingRead, metadataAt: nothingRead }),
  async nextTurn() {
    longestPiece = Math.max(longestPiece, cpuMs() - pieceStart);
    await nextTurn();
    pieceStart = cpuMs();
  },
  clock: () => performance.now(),
});

/** Milliseconds of CPU that the process has taken. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function measure(request: Partial<StatsRequest>) {
  const cpu: number[] = [];
  const pieces: number[] = [];
  let groups = 0;
  let calls = 0;
  for (let run = 0; run < runs; run += 1) {
    const before = cpuMs();
    longestPiece = 0;
    pieceStart = cpuMs();
    const stats = await compute({ ...everything, ...request }, createCancellation());
    longestPiece = Math.max(longestPiece, cpuMs() - pieceStart);
    cpu.push(cpuMs() - before);
    pieces.push(longestPiece);
    groups = stats.groupCount;
    calls = stats.total.callCount;
  }
  return { cpu: median(cpu), piece: median(pieces), groups, calls };
}

console.log('| statistics | calls | groups | CPU ms | bound | longest piece ms |');
console.log('|---|---|---|---|---|---|');
for (const [name, [request, bound]] of Object.entries(requests)) {
  const { cpu, piece, groups, calls } = await measure(request);
  console.log(
    `| ${name} | ${calls} | ${groups} | ${cpu.toFixed(0)} | ${bound ?? ''} | ${piece.toFixed(0)} |`,
  );
  if (bound !== null && cpu > bound) process.exitCode = 1;
}
