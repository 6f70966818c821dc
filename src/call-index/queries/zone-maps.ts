import type { CostConversion } from '../../domain/cost-conversion.ts';
import type { Columns } from '../columns/columns.ts';
import { createSummaries, type SummaryKind } from './block-summaries.ts';
import { type CostColumn, costColumnKind } from './cost-column.ts';
import { type NumberColumn, type NumberZones, numberZonesKind } from './number-zones.ts';

/** Zone maps: summaries of the blocks of rows, by which queries skip blocks. */
export interface ZoneMaps {
  numbers(column: NumberColumn): NumberZones;
  /** Converted costs. Those of the last conversion are kept, because hardly any request has another. */
  costs(conversion: CostConversion): CostColumn;
  sources(): SourceZones;
}

/** Number of calls by block and source, at `block * codeCount + code`. */
export interface SourceZones {
  readonly codeCount: number;
  readonly counts: Uint16Array;
}

/** Creates zone maps, which summarize changed blocks anew on each use. */
export function createZoneMaps(columns: Columns): ZoneMaps {
  const numbers = {
    time: createSummaries(columns, numberZonesKind(columns, 'time')),
    endedAt: createSummaries(columns, numberZonesKind(columns, 'endedAt')),
    duration: createSummaries(columns, numberZonesKind(columns, 'duration')),
    turnCount: createSummaries(columns, numberZonesKind(columns, 'turnCount')),
  };
  return {
    numbers: column => numbers[column](),
    costs: keepLast(conversion => createSummaries(columns, costColumnKind(columns, conversion))),
    sources: createSummaries(columns, sourceZonesKind(columns)),
  };
}

function keepLast(create: (conversion: CostConversion) => () => CostColumn): ZoneMaps['costs'] {
  let last: { readonly conversion: string; readonly costs: () => CostColumn } | null = null;
  return given => {
    const conversion = JSON.stringify(given);
    if (last?.conversion !== conversion) last = { conversion, costs: create(given) };
    return last.costs();
  };
}

const sourceZonesKind = (columns: Columns): SummaryKind<SourceZones> => ({
  codeCount: () => columns.dictionaries.source.size + 1,
  create: (blockCount, codeCount) => ({ codeCount, counts: new Uint16Array(blockCount * codeCount) }),
  summarize({ codeCount, counts }, { block, start, end }) {
    const base = block * codeCount;
    counts.fill(0, base, base + codeCount);
    for (let row = start; row < end; row += 1) {
      const at = base + (columns.source[row] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  },
});
