import { type Columns, rowsPerBlock } from '../columns/columns.ts';

/** Kind of summary of a block. Summaries may have a part for each code of a dictionary. */
export interface SummaryKind<Summaries> {
  /** Number of codes, that of null included. */
  codeCount(): number;
  /** Creates summaries of blocks without calls. */
  create(blockCount: number, codeCount: number): Summaries;
  summarize(summaries: Summaries, rows: BlockRows): void;
}

/** A block, and its rows from `start` to before `end`. */
export interface BlockRows {
  readonly block: number;
  readonly start: number;
  readonly end: number;
}

/** Keeps summaries of all blocks. Each use summarizes the blocks that have changed since the last one. */
export function createSummaries<Summaries>(columns: Columns, kind: SummaryKind<Summaries>): () => Summaries {
  let seenCounts = new Uint32Array(0);
  let codeCount = kind.codeCount();
  let summaries = kind.create(0, codeCount);

  function summarizeAnew(): void {
    codeCount = kind.codeCount();
    seenCounts = new Uint32Array(columns.changeCounts.length);
    summaries = kind.create(seenCounts.length, codeCount);
  }

  return () => {
    const { rowCount, changeCounts } = columns;
    if (changeCounts.length > seenCounts.length || kind.codeCount() !== codeCount) summarizeAnew();
    for (let block = 0, start = 0; start < rowCount; block += 1, start += rowsPerBlock) {
      const count = changeCounts[block] ?? 0;
      if (seenCounts[block] === count) continue;
      seenCounts[block] = count;
      kind.summarize(summaries, { block, start, end: Math.min(start + rowsPerBlock, rowCount) });
    }
    return summaries;
  };
}
