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
  /** Makes room for a number of rows at once, because the garbage collector is slow to free what growth by steps leaves. */
  reserve(rows: number): void;
  markSeen(id: number, walk: number): void;
  isSeen(id: number, walk: number): boolean;
  /** Counts the rows that no or another walk saw last, and returns the ids of at most `limit` of them. */
  unseen(source: SourceName, walk: number, limit: number): { readonly total: number; readonly ids: number[] };
  /** Ids of at most `limit` rows before a time in microseconds. Rows without a time are not among them. */
  idsBefore(source: SourceName, time: number, limit: number): number[];
  /** Ids of at most `limit` rows, evenly spread. */
  sampleIds(source: SourceName, limit: number): number[];
  /** The id of a row that is not vacant. */
  idAt(row: number): number;
}

/**
 * The number of a walk in one byte; 0 for none. A row for which 255 walks ask in vain passes for seen by the next, and is
 * asked for again by the one after it.
 */
const markOf = (walk: number): number => (walk === 0 ? 0 : (walk % 255) + 1);

export function createIndexedRows(): IndexedRows {
  const { columns, ...table } = createColumnTable();
  const numbers = createRowNumbers();
  const counts = new Map<SourceName, number>();
  let seenMarks = new Uint8Array(0);

  const count = (source: SourceName): number => counts.get(source) ?? 0;

  function grow(rows: number): void {
    table.reserve(rows);
    if (seenMarks.length >= columns.source.length) return;
    const longer = new Uint8Array(columns.source.length);
    longer.set(seenMarks);
    seenMarks = longer;
  }

  function add(id: number, source: SourceName): number {
    const row = numbers.take(id);
    grow(row + 1);
    seenMarks[row] = 0;
    counts.set(source, count(source) + 1);
    return row;
  }

  function put(id: number, values: ColumnValues, seenWalk?: number): void {
    const row = numbers.rowOf(id) ?? add(id, values.source);
    table.put(row, values);
    if (seenWalk !== undefined) seenMarks[row] = markOf(seenWalk);
  }

  function remove(id: number): void {
    const row = numbers.rowOf(id);
    if (row === undefined) return;
    const source = columns.dictionaries.source.wordOf(columns.source[row] ?? 0);
    counts.set(source, count(source) - 1);
    table.remove(row);
    numbers.release(id);
  }

  /** The rows of a source, one by one, because a list of many million numbers exceeds the heap of the worker. */
  function* rowsOf(source: SourceName): Generator<number> {
    const code = columns.dictionaries.source.codeOf(source);
    for (let row = 0; row < columns.rowCount; row += 1) if (columns.source[row] === code) yield row;
  }

  return {
    columns,
    count,
    put,
    remove,
    reserve(rows) {
      grow(rows);
      numbers.reserve(rows);
    },
    clear(source) {
      for (const row of rowsOf(source)) remove(numbers.idOf(row));
    },
    markSeen(id, walk) {
      const row = numbers.rowOf(id);
      if (row !== undefined) seenMarks[row] = markOf(walk);
    },
    isSeen: (id, walk) => seenMarks[numbers.rowOf(id) ?? -1] === markOf(walk),
    unseen(source, walk, limit) {
      const ids: number[] = [];
      let total = 0;
      for (const row of rowsOf(source)) {
        if (seenMarks[row] === markOf(walk)) continue;
        total += 1;
        if (total <= limit) ids.push(numbers.idOf(row));
      }
      return { total, ids };
    },
    idsBefore(source, time, limit) {
      const ids: number[] = [];
      for (const row of rowsOf(source)) {
        if (ids.length === limit) break;
        if ((columns.time[row] ?? Number.NaN) < time) ids.push(numbers.idOf(row));
      }
      return ids;
    },
    sampleIds(source, limit) {
      const step = Math.max(1, count(source) / limit);
      const ids: number[] = [];
      let passed = 0;
      for (const row of rowsOf(source)) {
        if (passed === Math.floor(ids.length * step) && ids.length < limit) ids.push(numbers.idOf(row));
        passed += 1;
      }
      return ids;
    },
    idAt: numbers.idOf,
  };
}
