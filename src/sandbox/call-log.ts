/** Items of one sandbox by rank; an item keeps its rank while others arrive or disappear. */
export interface CallLog<Item, Key> {
  /** Highest rank first, from below a rank on. */
  descend(below?: number): Iterable<Ranked<Item>>;
  find(key: Key): Item | undefined;
  add(item: Item): Item;
  /** The key may change with the item. */
  change(key: Key, change: (item: Item) => Item): Item;
  remove(key: Key): Item;
}

export interface Ranked<Item> {
  readonly rank: number;
  readonly item: Item;
}

/** Takes the first items by ascending rank. */
export function createCallLog<Item, Key>(
  initial: readonly Item[],
  keyOf: (item: Item) => Key,
): CallLog<Item, Key> {
  /** Indexes are ranks; a removed item leaves a hole. */
  const items: (Item | undefined)[] = [...initial];
  const ranks = new Map(initial.map((item, rank) => [keyOf(item), rank]));
  const place = (rank: number, item: Item): Item => {
    items[rank] = item;
    ranks.set(keyOf(item), rank);
    return item;
  };
  const take = (key: Key): Ranked<Item> => {
    const rank = ranks.get(key) ?? -1;
    const item = items[rank];
    if (item === undefined) throw new Error(`The sandbox has no call ${String(key)}`);
    items[rank] = undefined;
    ranks.delete(key);
    return { rank, item };
  };
  return {
    *descend(below = items.length) {
      for (let rank = Math.min(below, items.length) - 1; rank >= 0; rank--) {
        const item = items[rank];
        if (item !== undefined) yield { rank, item };
      }
    },
    find: key => items[ranks.get(key) ?? -1],
    add: item => place(items.length, item),
    change(key, change) {
      const { rank, item } = take(key);
      return place(rank, change(item));
    },
    remove: key => take(key).item,
  };
}
