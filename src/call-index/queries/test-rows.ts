import type { CallFilter } from '../../domain/call-filter.ts';
import { createMatcher, matchesMetadata } from '../../domain/call-matcher.ts';
import type { StoredCalls } from '../store/stored-calls.ts';
import type { RowVerdicts } from './row-verdicts.ts';

/** Number of rows that are tested at once, before other requests have their turn. */
export const pieceSize = 500;

export interface RowTesting {
  readonly filter: CallFilter;
  /** Whether metadata suffices to test a row. */
  readonly isDecidedByMetadata: boolean;
  readonly calls: StoredCalls;
  readonly verdicts: RowVerdicts;
}

/** Tests the calls of rows that the columns leave undecided. */
export async function testRows(rows: readonly number[], testing: RowTesting): Promise<void> {
  const { verdicts } = testing;
  const changeCounts = rows.map(verdicts.changeCountOf);
  const matches = await (testing.isDecidedByMetadata ? matchMetadata : matchCalls)(rows, testing);
  for (const [at, row] of rows.entries()) verdicts.set(row, matches[at] ?? false, changeCounts[at] ?? 0);
}

async function matchMetadata(rows: readonly number[], { filter, calls }: RowTesting): Promise<boolean[]> {
  const metadata = await calls.metadataAt(rows);
  return rows.map(row => matchesMetadata(filter.metadata, metadata.get(row) ?? null));
}

async function matchCalls(rows: readonly number[], { filter, calls }: RowTesting): Promise<boolean[]> {
  const matches = createMatcher(filter);
  const stored = await calls.callsAt(rows);
  return stored.map(row => row !== null && matches(row.call));
}
