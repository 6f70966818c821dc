import type {
  CallFigures,
  FigureSpread,
  IndexStats,
  PercentileShares,
  StatsRequest,
} from '../../domain/call-stats.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Columns } from '../columns/columns.ts';
import { convertedTotal, costFigures, costTotals } from './cost-figures.ts';
import { sumIn } from './exact-sums.ts';
import { orderGroups } from './group-order.ts';
import { noKey } from './key-parts.ts';
import { type Pause, percentilesByGroup, percentilesOfAll } from './percentiles.ts';
import { type Reading, readRows } from './reading.ts';
import { spreadOf } from './spread-sums.ts';
import { createStatsMemory, type StatsMemory } from './stats-memory.ts';

/** Statistics as far as the columns give them. */
export interface ColumnStats extends Pick<IndexStats, 'total' | 'groups' | 'groupCount'> {
  /** Number of matching calls by source. */
  readonly matched: ReadonlyMap<SourceName, number>;
}

/** Computes statistics of some rows, as of one moment. Until it resolves, no other may use the same memory. */
export async function computeStats(
  columns: Columns,
  rows: Int32Array,
  request: StatsRequest,
  pause: Pause,
  memory: StatsMemory = createStatsMemory(),
): Promise<ColumnStats> {
  const reading = await readRows(columns, rows, request, pause, memory);
  const { count } = reading.groups;
  const figures = createFigures(reading, columns, request);
  const given = orderOf(reading, figures, request).slice(0, request.limit);
  const { duration, turnCount } = await computePercentiles(reading, given, request.percentiles, pause);
  const every = Array.from({ length: count }, (_, group) => group);
  return {
    total: figures.of(every, { duration: duration.ofTotal, turnCount: turnCount.ofTotal }),
    groups: await inSlices(given, pause, (group, at) => ({
      key: keyOf(reading, group),
      figures: figures.of([group], {
        duration: duration.ofGroups[at] ?? noValues,
        turnCount: turnCount.ofGroups[at] ?? noValues,
      }),
    })),
    groupCount: count,
    matched: reading.counts.bySource,
  };
}

/** Groups whose figures are computed in one piece: about ten milliseconds. */
const sliceGroups = 200;

async function inSlices<T>(
  groups: readonly number[],
  pause: Pause,
  compute: (group: number, at: number) => T,
): Promise<T[]> {
  const computed: T[] = [];
  for (const [at, group] of groups.entries()) {
    if (at > 0 && at % sliceGroups === 0) await pause();
    computed.push(compute(group, at));
  }
  return computed;
}

type Percentiles<T> = { readonly [Figure in keyof PercentileShares]: T };
type Values = FigureSpread['percentiles'];

const noValues: Values = new Map();

/** Percentiles of the total, and of each given group in its order. */
interface FigurePercentiles {
  readonly ofTotal: Values;
  readonly ofGroups: readonly Values[];
}

async function computePercentiles(
  reading: Reading,
  given: readonly number[],
  { total, groups }: StatsRequest['percentiles'],
  pause: Pause,
): Promise<Percentiles<FigurePercentiles>> {
  async function compute(figure: keyof PercentileShares): Promise<FigurePercentiles> {
    const { values } = reading[figure];
    if (values === null) return { ofTotal: noValues, ofGroups: [] };
    const ofGroups = await percentilesByGroup(values, given, groups[figure], pause);
    return { ofTotal: await percentilesOfAll(values, total[figure], pause), ofGroups };
  }
  return { duration: await compute('duration'), turnCount: await compute('turnCount') };
}

function createFigures(
  { counts, costs, duration, turnCount }: Reading,
  { dictionaries }: Columns,
  { conversion }: StatsRequest,
) {
  const sumOver = (values: Int32Array, groups: readonly number[]) =>
    groups.reduce((sum, group) => sum + (values[group] ?? 0), 0);
  const totalsOf = (groups: readonly number[]) => costTotals(costs, dictionaries.currency, groups);
  return {
    of(groups: readonly number[], percentiles: Percentiles<Values>): CallFigures {
      const totals = totalsOf(groups);
      const converted = convertedTotal(totals, conversion);
      return {
        callCount: sumOver(counts.calls, groups),
        endedCount: sumOver(counts.ended, groups),
        completedCount: sumOver(counts.completed, groups),
        duration: spreadOf(duration.spread, groups, percentiles.duration),
        turnCount: spreadOf(turnCount.spread, groups, percentiles.turnCount),
        costs: totals.map(costFigures),
        convertedCost: converted && costFigures(converted),
      };
    },
    convertedCostOf(group: number) {
      const converted = convertedTotal(totalsOf([group]), conversion);
      return converted && converted.known > 0 ? converted.total : null;
    },
  };
}

const orderOf = (
  { groups, parts, counts, duration: { spread } }: Reading,
  figures: ReturnType<typeof createFigures>,
  { interval, order }: StatsRequest,
): number[] =>
  orderGroups(
    groups,
    { parts, hasInterval: interval !== null },
    {
      callCounts: counts.calls,
      durationOf: group => (spread.known[group] ? sumIn(spread.sums, group) : null),
      costOf: figures.convertedCostOf,
    },
    order,
  );

const keyOf = ({ groups, parts }: Reading, group: number) =>
  Object.assign(
    { ...noKey },
    ...parts.map(({ fieldsOf }, at) => {
      const code = groups.codes[at]?.[group] ?? 0;
      return code === 0 ? {} : fieldsOf(code);
    }),
  );
