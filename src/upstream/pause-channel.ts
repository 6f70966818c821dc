import type { SharedStore } from '../redis/redis.ts';
import { maxPauseMs } from './pause.ts';

/** Announces the pauses of an upstream to all processes that share its quota. */
export interface PauseChannel {
  /** Announces a pause, or its end by 0 milliseconds; false unless Redis has taken the message. */
  announce(milliseconds: number): Promise<boolean>;
  listen(apply: (milliseconds: number) => void): void;
}

/** A process that misses a message meets the next 429 by itself. */
export const createPauseChannel = (store: SharedStore, channel: string): PauseChannel => ({
  async announce(milliseconds) {
    const receivers = await store.tryCommand(client => client.publish(channel, String(milliseconds)));
    return receivers !== undefined;
  },
  listen(apply) {
    store.subscribe(channel, {
      hear(message) {
        if (/^\d{1,9}$/.test(message)) apply(Math.min(Number(message), maxPauseMs));
      },
      reset() {},
    });
  },
});
