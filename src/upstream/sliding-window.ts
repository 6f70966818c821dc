import type { PromiseOrValue } from '../async/promise-or-value.ts';

/** Sliding-window log: at most `count` requests in any second. */
export interface SlidingWindow {
  readonly count: number;
  /** Takes up to `wanted` tokens, as many as are free beyond the reserved ones. */
  take(wanted: number, reserved?: number): PromiseOrValue<readonly Token[]>;
  /** Estimated milliseconds until a token is free for a request that has this many requests ahead of it. */
  waitMs(ahead: number): number;
}

/** Permission to send one request. A token is spent or given back, once; later calls do nothing. */
export interface Token {
  /** Marks the moment at which the request is written; the token is free again `tokenMs` later. */
  spend(): void;
  /** Frees a token whose request was not written, and returns whether it did. */
  giveBack(): boolean;
}

/** A second, and some more because requests take unequally long to arrive. */
export const tokenMs = 1_050;

/** Sliding window of one process; `clock` returns monotonic milliseconds. */
export function createSlidingWindow(count: number, clock: () => number) {
  /** Ascending times at which spent tokens are free again. */
  const freeAt: number[] = [];
  let unspent = 0;

  function dropFree(): void {
    const now = clock();
    while (freeAt[0] !== undefined && freeAt[0] <= now) freeAt.shift();
  }

  function createToken(): Token {
    let isOpen = true;
    function close(): boolean {
      if (!isOpen) return false;
      isOpen = false;
      unspent -= 1;
      return true;
    }
    unspent += 1;
    return {
      spend() {
        if (close()) freeAt.push(clock() + tokenMs);
      },
      giveBack: close,
    };
  }

  return {
    count,
    take(wanted: number, reserved = 0): readonly Token[] {
      dropFree();
      const free = count - freeAt.length - unspent - reserved;
      return Array.from({ length: Math.min(wanted, free) }, createToken);
    },
    waitMs(ahead: number): number {
      dropFree();
      const free = count - freeAt.length - unspent;
      if (ahead < free) return 0;
      // Tokens that are free or not spent yet count as spent now, and follow the spent ones.
      const turn = ahead - free;
      const now = clock();
      return (freeAt[turn % count] ?? now + tokenMs) - now + Math.floor(turn / count) * tokenMs;
    },
  } satisfies SlidingWindow;
}
