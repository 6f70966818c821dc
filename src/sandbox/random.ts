/** Seeded pseudo-random number generator: the same seed gives the same sequence. */
export interface Random {
  /** At least 0 and less than 1. */
  fraction(): number;
  /** Integer between inclusive bounds. */
  integer(from: number, to: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Picks by weight. */
  weigh<Item>(shares: Shares<Item>): Item;
  /** Lower-case letters and digits, behind a prefix. */
  word(length: number, prefix?: string): string;
}

type Share<Item> = readonly [weight: number, item: Item];
export type Shares<Item> = readonly [Share<Item>, ...Share<Item>[]];

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Mulberry32, a small and fast generator. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    integer,
    pick: items => {
      const item = items[integer(0, items.length - 1)];
      return item === undefined ? items[0] : item;
    },
    weigh: shares => {
      let left = fraction() * shares.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, item] of shares) {
        left -= weight;
        if (left < 0) return item;
      }
      return shares[0][1];
    },
    word(length, prefix = '') {
      // Joined, because V8 keeps a string that grows by `+` as a tree of its pieces.
      const pieces = [prefix];
      while (pieces.length <= length) pieces.push(letters[integer(0, letters.length - 1)] ?? '');
      return pieces.join('');
    },
  };
}

/** Creates one generator per call, because a call's content must not depend on the number of calls. */
export function createRandomFor(seed: number, index: number): Random {
  return createRandom(seed * 1_000_003 + index);
}
