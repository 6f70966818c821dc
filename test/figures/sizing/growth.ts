import { figureIn, type Tables, written } from './tables.ts';

export const million = 1_000_000;

/** Growth of a figure with each million calls of an index in PostgreSQL, between its two largest sizes. */
export interface Growth {
  readonly perMillion: number;
  readonly calculation: string;
  /** The figure of the largest size, and its calls in millions. */
  readonly largest: number;
  readonly millions: number;
}

/** The row of the largest index in PostgreSQL, and its number of calls in millions. */
export function largestIndex(tables: Tables) {
  const { large } = twoLargest(tables);
  return { row: large, millions: millionsOf(large) };
}

export function growthOf(tables: Tables, column: string): Growth {
  const { small, large } = twoLargest(tables);
  const [from, to] = [figureIn(tables, 'sizes', small, column), figureIn(tables, 'sizes', large, column)];
  const millions = millionsOf(large) - millionsOf(small);
  return {
    perMillion: (to - from) / millions,
    calculation: `(${written(to)} − ${written(from)}) ÷ ${written(millions)}`,
    largest: to,
    millions: millionsOf(large),
  };
}

function twoLargest(tables: Tables) {
  const rows = (tables['sizes']?.rows ?? []).map(([name]) => String(name));
  const [small, large] = rows.filter(name => name.endsWith(', PostgreSQL')).slice(-2);
  if (!small || !large) throw new Error('The table of sizes has no two sizes in PostgreSQL.');
  return { small, large };
}

const millionsOf = (row: string): number => Number(row.split(', ')[0]?.replaceAll(',', '')) / million;
