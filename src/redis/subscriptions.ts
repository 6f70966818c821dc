import type { Redis } from 'ioredis';
import type { RedisFailure } from '../domain/redis-failure.ts';
import { failureOf } from './command-failure.ts';

export interface ChannelListener {
  hear(message: string): void;
  /** Called on each confirmed subscription, because earlier messages may have been missed. */
  reset(): void;
}

export interface Subscription {
  /** False while messages may be missed. */
  isActive(): boolean;
}

export type Subscribe = (channel: string, listener: ChannelListener) => Subscription;

const retryMs = 1_000;

/** Subscribes anew on each connection, because messages are complete only after a confirmation. */
export function createSubscriptions(
  subscriber: Redis,
  onFailure: (failure: RedisFailure) => void,
): Subscribe {
  const listeners = new Map<string, ChannelListener>();
  const active = new Set<string>();

  async function subscribe(channel: string): Promise<void> {
    if (subscriber.status !== 'ready') return;
    try {
      await subscriber.subscribe(channel);
      active.add(channel);
      listeners.get(channel)?.reset();
    } catch (error) {
      retry(channel, failureOf(error));
    }
  }

  /** Reconnects after a timeout only, because another connection would get the same error reply. */
  function retry(channel: string, failure: RedisFailure | null): void {
    if (failure !== null) onFailure(failure);
    if (failure === 'TIMEOUT') subscriber.disconnect(true);
    else setTimeout(subscribe, retryMs, channel).unref();
  }

  subscriber.on('message', (channel, message) => listeners.get(channel)?.hear(message));
  subscriber.on('close', () => active.clear());
  subscriber.on('ready', () => {
    for (const channel of listeners.keys()) void subscribe(channel);
  });
  return (channel, listener) => {
    listeners.set(channel, listener);
    void subscribe(channel);
    return { isActive: () => active.has(channel) };
  };
}
