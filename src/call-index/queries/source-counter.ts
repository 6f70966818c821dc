import type { ColumnView } from './column-view.ts';
import { countCode } from './row-loops.ts';

/** Counts calls by their source. */
export interface SourceCounter {
  /** Counts all calls of a block, and returns their number. */
  addBlock(block: number): number;
  /** Counts the first `count` selected rows, all of which are of the counted sources. */
  addSelected(count: number): void;
  /** Number of calls by the code of their source. */
  readonly counts: Float64Array;
  total(): number;
}

/** Creates a counter for some sources. */
export function createSourceCounter(
  { columns: { source }, zones }: ColumnView,
  codes: readonly number[],
): SourceCounter {
  const { codeCount, counts: blockCounts } = zones.sources();
  const counts = new Float64Array(codeCount);
  const [rest = 0, ...others] = codes;

  function add(code: number, count: number): void {
    counts[code] = (counts[code] ?? 0) + count;
  }

  return {
    addBlock(block) {
      let total = 0;
      for (const code of codes) {
        const count = blockCounts[block * codeCount + code] ?? 0;
        add(code, count);
        total += count;
      }
      return total;
    },
    // The last source needs no pass of its own. Passes take less time than counters in memory.
    addSelected(count) {
      let counted = 0;
      for (const code of others) {
        const found = countCode(source, code, count);
        add(code, found);
        counted += found;
      }
      add(rest, count - counted);
    },
    counts,
    total: () => counts.reduce((sum, count) => sum + count, 0),
  };
}
