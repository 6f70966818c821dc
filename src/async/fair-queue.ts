/** Fair queuing: items of one flow are first in, first out, and flows take turns (round robin). */
export interface FairQueue<T> {
  readonly size: number;
  push(flow: string, item: T): void;
  /** Puts a queued item at the end of another flow too; it leaves with the first of its turns. */
  join(flow: string, item: T): void;
  /** Removes the item whose turn it is, of those that are ready. */
  shift(isReady: (item: T) => boolean): T | undefined;
  /** Counts the items that are ready, and no further than `max`, because a long queue is counted at each departure. */
  countReady(isReady: (item: T) => boolean, max: number): number;
  remove(item: T): void;
  /** Number of items that leave before the next one to be pushed, at most. */
  ahead(flow: string): number;
  /**
   * The item that makes room for one of a flow: the last one of the longest flow if that is longer than this one after a
   * push, else the last one that yields. None that is in two flows does.
   */
  displaceableFor(flow: string, yields?: (item: T) => boolean): T | undefined;
  /** All items in the order in which they leave. */
  inOrder(): T[];
}

interface Lane<T> {
  readonly flow: string;
  readonly items: T[];
}

export function createFairQueue<T>(): FairQueue<T> {
  // An array instead of a Map (@v8 4), with the next lane first.
  let lanes: Lane<T>[] = [];

  const indexOf = (flow: string): number => lanes.findIndex(lane => lane.flow === flow);
  const lengthOf = (flow: string): number => lanes[indexOf(flow)]?.items.length ?? 0;

  function append(flow: string, item: T): void {
    const lane = lanes[indexOf(flow)];
    if (lane) lane.items.push(item);
    else lanes.push({ flow, items: [item] });
  }

  function remove(item: T): void {
    const own = lanes.filter(({ items }) => items.includes(item));
    if (own.length === 0) return;
    for (const { items } of own) items.splice(items.indexOf(item), 1);
    lanes = lanes.filter(({ items }) => items.length > 0);
    queue.size -= 1;
  }

  function shift(isReady: (item: T) => boolean): T | undefined {
    const index = lanes.findIndex(({ items }) => items.some(isReady));
    const [lane] = index < 0 ? [] : lanes.splice(index, 1);
    const item = lane?.items.find(isReady);
    if (!lane || item === undefined) return undefined;
    lanes.push(lane);
    remove(item);
    return item;
  }

  function countReady(isReady: (item: T) => boolean, max: number): number {
    const ready = new Set<T>();
    for (const { items } of lanes)
      for (const item of items) {
        if (ready.size >= max) return max;
        if (isReady(item)) ready.add(item);
      }
    return ready.size;
  }

  function ahead(flow: string): number {
    const own = indexOf(flow);
    const turns = lengthOf(flow);
    const turnsAt = (index: number) => (own >= 0 && index >= own ? turns : turns + 1);
    return lanes.reduce((sum, { items }, index) => sum + Math.min(items.length, turnsAt(index)), 0);
  }

  function displaceableFor(flow: string, yields = (_: T) => false): T | undefined {
    const [longest, ...others] = lanes.toSorted((a, b) => b.items.length - a.items.length);
    if (!longest) return undefined;
    if (longest.items.length > lengthOf(flow) + 1) return lastIn(longest, () => true);
    for (const lane of [longest, ...others]) {
      const item = lastIn(lane, yields);
      if (item !== undefined) return item;
    }
    return undefined;
  }
  const lastIn = (lane: Lane<T>, isMatch: (item: T) => boolean): T | undefined =>
    lane.items.findLast(
      item => isMatch(item) && !lanes.some(other => other !== lane && other.items.includes(item)),
    );

  function inOrder(): T[] {
    const rounds = Math.max(0, ...lanes.map(({ items }) => items.length));
    const turns = Array.from({ length: rounds }, (_, round) =>
      lanes.flatMap(({ items }) => items.slice(round, round + 1)),
    );
    return [...new Set(turns.flat())];
  }

  // A plain field instead of a getter (@v8 2).
  const queue: FairQueue<T> & { size: number } = {
    size: 0,
    push(flow, item) {
      queue.size += 1;
      append(flow, item);
    },
    join(flow, item) {
      if (!lanes.some(({ items }) => items.includes(item))) return;
      if (!lanes[indexOf(flow)]?.items.includes(item)) append(flow, item);
    },
    shift,
    countReady,
    remove,
    ahead,
    displaceableFor,
    inOrder,
  };
  return queue;
}
