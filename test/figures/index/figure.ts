/** A figure of the index, beside the aim that it is judged by. */
export interface Figure {
  readonly name: string;
  readonly aim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Measures a part of the index, prints its details, and returns the figures that have an aim. */
export type MeasurePart = () => Promise<readonly Figure[]>;

export const atMost = (name: string, measured: number, bound: number, unit: string): Figure => ({
  name,
  aim: `≤ ${rounded(bound)} ${unit}`,
  measured: `${rounded(measured)} ${unit}`,
  isMet: measured <= bound,
});

const rounded = (figure: number): string =>
  figure.toLocaleString('en', {
    maximumFractionDigits: Math.abs(figure) < 10 ? 2 : Math.abs(figure) < 100 ? 1 : 0,
  });

export const printRow = (...cells: readonly (string | number)[]): void =>
  console.log(`| ${cells.join(' | ')} |`);

export function printHead(...names: readonly string[]): void {
  console.log();
  printRow(...names);
  printRow(...names.map(() => '---'));
}
