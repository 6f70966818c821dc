import { rounded, type Table } from './tables.ts';

/** Adds a line of arithmetic, and returns its result as it is written, so that later lines use what a reader sees. */
export type Step = (quantity: string, calculation: string, result: number) => number;

export function tableOfSteps(take: (step: Step) => void): Table {
  const rows: [string, string, number][] = [];
  take((quantity, calculation, result) => {
    rows.push([quantity, calculation, rounded(result)]);
    return rounded(result);
  });
  return { head: ['Quantity', 'Arithmetic', 'Result'], rows };
}
