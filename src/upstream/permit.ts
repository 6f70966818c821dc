import type { Token } from './sliding-window.ts';

/** A connection and a token for one request. */
export interface Permit {
  readonly waited: boolean;
  /** Called at the moment at which the request is written. */
  sent(): void;
  /** Frees the connection, and the token of a request that was not sent. An answer other than 429 ends a pause. */
  end(isAnswered: boolean): void;
}

export interface PermitOptions {
  readonly waited: boolean;
  /** Null without a quota. */
  readonly token: Token | null;
  /** Callbacks of the pauses that the request probes. */
  readonly probes: readonly (((isAnswered: boolean) => void) | null)[];
  /** Called once, with whether the end may admit requests that waited for more than the connection. */
  readonly onEnd: (isFreed: boolean) => void;
}

export function createPermit({ waited, token, probes, onEnd }: PermitOptions): Permit {
  let hasEnded = false;
  return {
    waited,
    sent: () => token?.spend(),
    end(isAnswered) {
      if (hasEnded) return;
      hasEnded = true;
      for (const endProbe of probes) endProbe?.(isAnswered);
      onEnd(token?.giveBack() || probes.some(endProbe => endProbe !== null));
    },
  };
}
