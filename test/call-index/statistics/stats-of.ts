import { computeStats } from '../../../src/call-index/statistics/compute-stats.ts';
import type { Call } from '../../../src/domain/call.ts';
import { everyCall } from '../../../src/domain/call-filter.ts';
import { createMatcher } from '../../../src/domain/call-matcher.ts';
import type { StatsRequest } from '../../../src/domain/call-stats.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
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
  const matches = createMatcher(asked.filter);
  const rows = Int32Array.from([...calls.keys()].filter(row => calls[row] && matches(calls[row])));
  const { matched, ...stats } = await computeStats(columnsOf(calls), rows, asked, async () => {});
  return stats;
}
