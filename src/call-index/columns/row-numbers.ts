/**
 * Row numbers of the columns by the ids of the database, and back. Ids only ever ascend, while rows are used again, so that the
 * columns stay dense.
 */
export interface RowNumbers {
  rowOf(id: number): number | undefined;
  /** The id of a row that is not vacant. */
  idOf(row: number): number;
  /** Gives an id a vacant row. */
  take(id: number): number;
  /** Makes room for a number of rows at once. */
  reserve(rows: number): void;
  /** Vacates the row of an id. */
  release(id: number): void;
}

const pageBits = 10;
const pageSize = 1 << pageBits;

/** Highest id of the arrays, which takes years of constant writing. */
const maxId = 0xffff_ffff;

export function createRowNumbers(): RowNumbers {
  /** Rows plus 1 in pages of neighbouring ids, of which most ids are in use. */
  const pages = new Map<number, Uint32Array>();
  const vacant: number[] = [];
  let ids = new Uint32Array(pageSize);
  let count = 0;

  function pageOf(id: number): Uint32Array {
    const number = Math.floor(id / pageSize);
    const page = pages.get(number) ?? new Uint32Array(pageSize);
    pages.set(number, page);
    return page;
  }

  function reserve(rows: number): void {
    if (rows <= ids.length) return;
    const longer = new Uint32Array(Math.max(rows, ids.length + (ids.length >> 2)));
    longer.set(ids);
    ids = longer;
  }

  function append(): number {
    count += 1;
    reserve(count);
    return count - 1;
  }

  function rowOf(id: number): number | undefined {
    const number = pages.get(Math.floor(id / pageSize))?.[id % pageSize];
    return number ? number - 1 : undefined;
  }

  return {
    rowOf,
    reserve,
    idOf: row => ids[row] ?? 0,
    take(id) {
      if (id > maxId) throw new RangeError('The ids of the index are used up.');
      const row = vacant.pop() ?? append();
      ids[row] = id;
      pageOf(id)[id % pageSize] = row + 1;
      return row;
    },
    release(id) {
      const row = rowOf(id);
      if (row === undefined) return;
      vacant.push(row);
      const page = pageOf(id);
      page[id % pageSize] = 0;
      if (page.every(number => number === 0)) pages.delete(Math.floor(id / pageSize));
    },
  };
}
