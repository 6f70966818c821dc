import { createPause, maxPauseMs, type Pause } from './pause.ts';
import type { PauseChannel } from './pause-channel.ts';

/** Pauses of one upstream: one for all requests, and one for each identity that forwarded headers make. */
export interface Pauses {
  /** Pause of all requests. */
  readonly all: Pause;
  /** Starts a pause after a 429. It stops all requests once three identities have met one within ten seconds. */
  start(own: Pause, seconds: number): void;
  /** Lifts all pauses, of all identities too, here and in the other processes; false unless these are told. */
  lift(): Promise<boolean>;
}

export interface PausesOptions {
  /** Pauses of the remembered identities. */
  readonly identities: () => readonly Pause[];
  /** Null without Redis. */
  readonly channel: PauseChannel | null;
  /** Called when a pause has begun or was lifted. */
  readonly onChange: () => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** A pause is widespread once this many identities have met a 429 in this time. */
const minIdentities = 3;
const windowMs = 10_000;

export function createPauses({ identities, channel, onChange, now }: PausesOptions): Pauses {
  const all = createPause(now);
  let recent: { readonly pause: Pause; readonly at: number }[] = [];

  function isWidespread(pause: Pause): boolean {
    const at = now();
    recent = recent.filter(other => other.pause !== pause && at - other.at <= windowMs);
    recent.push({ pause, at });
    return recent.length >= minIdentities;
  }

  function apply(milliseconds: number): void {
    if (milliseconds > 0) all.start(milliseconds);
    else for (const pause of [all, ...identities()]) pause.lift();
    onChange();
  }

  channel?.listen(apply);
  return {
    all,
    start(own, seconds) {
      const milliseconds = Math.min(seconds * 1000, maxPauseMs);
      if (milliseconds === 0) return;
      own.start(milliseconds);
      if (own === all || isWidespread(own)) {
        apply(milliseconds);
        void channel?.announce(milliseconds);
      } else onChange();
    },
    async lift() {
      apply(0);
      return channel ? channel.announce(0) : true;
    },
  };
}
