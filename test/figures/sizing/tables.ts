/** A table of docs/sizing.md. The first cell of a row names it, and a figure has three digits unless it is a whole number. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Tables by the names of their sections. */
export type Tables = Readonly<Record<string, Table>>;

/** A figure as it is written, so that arithmetic with it gives what a reader computes. */
export const rounded = (figure: number): number =>
  Number.isInteger(figure) ? figure : Number(figure.toPrecision(3));

export const written = (figure: number): string =>
  Number.isInteger(figure)
    ? figure.toLocaleString('en')
    : figure.toLocaleString('en', { maximumSignificantDigits: 3 });

const line = (cells: readonly (string | number)[]): string =>
  `| ${cells.map(cell => (typeof cell === 'number' ? written(cell) : cell)).join(' | ')} |`;

/** Columns in which every cell is a figure, or a dash for none, are aligned to the right. */
const rule = ({ head, rows }: Table): string =>
  line(
    head.map((_, at) =>
      rows.every(row => /^[\d.,]+$|^–$/.test(typeof row[at] === 'number' ? '1' : (row[at] ?? '')))
        ? '---:'
        : '---',
    ),
  );

export const writeTable = (table: Table): string =>
  [line(table.head), rule(table), ...table.rows.map(line)].join('\n');

const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim());

export function readTable(markdown: string): Table {
  const [head = '', , ...rows] = markdown.trim().split('\n');
  return { head: cellsOf(head), rows: rows.map(cellsOf) };
}

/** A figure of a table, as the page has it. Throws if there is none. */
export function figureIn(tables: Tables, name: string, row: string, column: string): number {
  const table = tables[name];
  const at = table?.head.indexOf(column) ?? -1;
  const cell = table?.rows.find(([title]) => title === row)?.[at];
  const figure = Number(String(cell).replaceAll(',', ''));
  if (at < 0 || !Number.isFinite(figure)) throw new Error(`${name} has no figure "${row}", "${column}".`);
  return figure;
}
