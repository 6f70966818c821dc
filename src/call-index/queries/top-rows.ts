/** The first rows of a ranking, in a bounded heap whose root is the last of them. */
export interface TopRows {
  offer(row: number): void;
  /** Row at the root; undefined until the heap is full. */
  readonly last: () => number | undefined;
  /** The rows in their order. */
  sorted(): number[];
}

export function createTopRows(capacity: number, compare: (a: number, b: number) => number): TopRows {
  const heap = new Int32Array(capacity);
  let size = 0;
  const at = (index: number): number => heap[index] ?? 0;

  function siftUp(row: number): void {
    let index = size++;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (compare(at(parent), row) >= 0) break;
      heap[index] = at(parent);
      index = parent;
    }
    heap[index] = row;
  }

  function replaceRoot(row: number): void {
    let index = 0;
    for (let child = 1; child < size; child = index * 2 + 1) {
      if (child + 1 < size && compare(at(child + 1), at(child)) > 0) child += 1;
      if (compare(row, at(child)) >= 0) break;
      heap[index] = at(child);
      index = child;
    }
    heap[index] = row;
  }

  return {
    offer(row) {
      if (size < capacity) siftUp(row);
      else if (compare(row, at(0)) < 0) replaceRoot(row);
    },
    last: () => (size === capacity ? heap[0] : undefined),
    sorted: () => [...heap.subarray(0, size)].sort(compare),
  };
}
