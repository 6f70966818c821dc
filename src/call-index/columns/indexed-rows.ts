import type { SourceName } from '../../domain/source-name.ts';
import { createColumnTable } from './column-table.ts';
import type { ColumnValues } from './column-values.ts';
import type { Columns } from './columns.ts';
import { createRowNumbers } from './row-numbers.ts';

/** Columns of the rows in a database, by the ids of these, and the walk that saw each row last. */
export interface IndexedRows {
  readonly columns: Columns;
  /** Number of rows of a source. */
  count(source: SourceName): number;
  /** Adds or replaces a row; the walk that saw it stays unless one is given. */
  put(id: number, values: ColumnValues, seenWalk?: number): void;
  remove(id: number): void;
  /** Removes all rows of a source. */
  clear(source: SourceName): void;
  markSeen(id: number, walk: number): void;
  isSeen(id: number, walk: number): boolean;
  /** Ids of the rows that no or another walk saw last. */
  unseenIds(source: SourceName, walk: number): number[];
  /** Ids of the rows before a time in microseconds. Rows without a time are not among them. */
  idsBefore(source: SourceName, time: number): number[];
  idsOf(source: SourceName): number[];
  /** The id of a row that is not vacant. */
  idAt(row: number): number;
}

export function createIndexedRows(): IndexedRows {
  const { columns, ...table } = createColumnTable();
  const numbers = createRowNumbers();
  const counts = new Map<SourceName, number>();
  let seenWalks = new Uint32Array(0);

  const count = (source: SourceName): number => counts.get(source) ?? 0;

  function reserve(rows: number): void {
    table.reserve(rows);
    if (seenWalks.length >= columns.source.length) return;
    const longer = new Uint32Array(columns.source.length);
    longer.set(seenWalks);
    seenWalks = longer;
  }

  function add(id: number, source: SourceName): number {
    const row = numbers.take(id);
    reserve(row + 1);
    seenWalks[row] = 0;
    counts.set(source, count(source) + 1);
    return row;
  }

  function put(id: number, values: ColumnValues, seenWalk?: number): void {
    const row = numbers.rowOf(id) ?? add(id, values.source);
    table.put(row, values);
    if (seenWalk !== undefined) seenWalks[row] = seenWalk;
  }

  function remove(id: number): void {
    const row = numbers.rowOf(id);
    if (row === undefined) return;
    const source = columns.dictionaries.source.wordOf(columns.source[row] ?? 0);
    counts.set(source, count(source) - 1);
    table.remove(row);
    numbers.release(id);
  }

  function select(source: SourceName, isSelected: (row: number) => boolean): number[] {
    const code = columns.dictionaries.source.codeOf(source);
    const ids: number[] = [];
    for (let row = 0; row < columns.rowCount; row += 1)
      if (columns.source[row] === code && isSelected(row)) ids.push(numbers.idOf(row));
    return ids;
  }

  const idsOf = (source: SourceName): number[] => select(source, () => true);

  return {
    columns,
    count,
    put,
    remove,
    clear: source => idsOf(source).forEach(remove),
    markSeen(id, walk) {
      const row = numbers.rowOf(id);
      if (row !== undefined) seenWalks[row] = walk;
    },
    isSeen: (id, walk) => seenWalks[numbers.rowOf(id) ?? -1] === walk,
    unseenIds: (source, walk) => select(source, row => seenWalks[row] !== walk),
    idsBefore: (source, time) => select(source, row => (columns.time[row] ?? Number.NaN) < time),
    idsOf,
    idAt: numbers.idOf,
  };
}
