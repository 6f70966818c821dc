import type { SlidingWindow, Token } from './sliding-window.ts';

/** Part of a quota that background requests may use. */
export interface BackgroundQuota {
  /** Takes a token; null unless one is free beyond those that are reserved for clients. */
  take(): Promise<Token | null>;
  /** Estimated milliseconds until the share has a free token. */
  waitMs(): number;
}

export interface BackgroundQuotaOptions {
  /** Window of the whole quota. */
  readonly window: SlidingWindow;
  /** Window of the share of background requests, whose tokens are tokens of the whole quota too. */
  readonly share: SlidingWindow;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** Part of the tokens outside the share that stay free, so that clients rarely find none. */
const reservedPart = 0.8;
/** Time without a background request after which the next one takes a reserved token, so that background work does not starve. */
const patienceMs = 5_000;

/** Number of requests in any second that background requests may take of a quota. */
export const shareOf = (quota: number, share: number): number => Math.max(1, Math.floor(quota * share));

export function createBackgroundQuota({ window, share, clock }: BackgroundQuotaOptions): BackgroundQuota {
  const reserved = Math.floor((window.count - share.count) * reservedPart);
  let takenAt = clock();

  return {
    async take() {
      const [ofShare] = await share.take(1);
      if (!ofShare) return null;
      const isStarved = clock() - takenAt >= patienceMs;
      const [ofWindow] = await window.take(1, isStarved ? 0 : reserved);
      if (!ofWindow) {
        ofShare.giveBack();
        return null;
      }
      takenAt = clock();
      return joined(ofShare, ofWindow);
    },
    waitMs: () => share.waitMs(0),
  };
}

const joined = (ofShare: Token, ofWindow: Token): Token => ({
  spend() {
    ofShare.spend();
    ofWindow.spend();
  },
  giveBack() {
    ofShare.giveBack();
    return ofWindow.giveBack();
  },
});
