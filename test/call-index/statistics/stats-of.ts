import { createRowSelection } from '../../../src/call-index/queries/select-rows.ts';
import { createZoneMaps } from '../../../src/call-index/queries/zone-maps.ts';
import { computeStats } from '../../../src/call-index/statistics/compute-stats.ts';
import type { Call } from '../../../src/domain/call.ts';
import { everyCall } from '../../../src/domain/call-filter.ts';
import type { StatsRequest } from '../../../src/domain/call-stats.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
import { callOf } from '../../domain/call-of.ts';
import { columnsOf } from '../columns-of.ts';

export const everything: StatsRequest = {
  filter: everyCall,
  sources: sourceNames,
  groupBy: [],
  interval: null,
  timeZone: 'UTC',
  order: null,
  limit: 1000,
  conversion: { currency: 'USD', rates: { CREDITS: '0.0123456789', EUR: '1.07' } },
  percentiles: { total: { duration: [], turnCount: [] }, groups: { duration: [], turnCount: [] } },
};

/** Statistics of some calls. */
export async function statsOf(calls: readonly Call[], request: Partial<StatsRequest> = {}) {
  const asked = { ...everything, ...request };
  const columns = columnsOf(calls);
  const callsAt = async (rows: readonly number[]) =>
    rows.map(row => ({ call: calls[row] ?? callOf(), readAt: 0 }));
  const metadataAt = async () => new Map();
  const view = { columns, zones: createZoneMaps(columns) };
  const select = createRowSelection(view, { callsAt, metadataAt });
  const pause = async () => {};
  const { matched, ...stats } = await select(asked, pause, rows => computeStats(columns, rows, asked, pause));
  return stats;
}
