import { Redis } from 'ioredis';

/** Redis that the processes of one deployment share; the loss of its content does no harm. */
export interface SharedStore {
  readonly client: Redis;
  /** Runs commands; undefined if they fail, and at once while Redis is unavailable. Never rejects. */
  tryCommand<T>(run: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** Subscribes to a channel until the store is closed, across reconnections. */
  subscribe(channel: string, listener: ChannelListener): Subscription;
  close(): Promise<void>;
}

export interface ChannelListener {
  hear(message: string): void;
  /** Called on each confirmed subscription, because earlier messages may have been missed. */
  reset(): void;
}

export interface Subscription {
  /** False while messages may be missed. */
  isActive(): boolean;
}

export interface SharedStoreOptions {
  readonly url: string;
  /** Called when Redis becomes unavailable or available, not after each command. */
  readonly report: (event: 'lost' | 'back') => void;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** The timeout of a command, short because a request to the source takes little longer. */
const commandMs = 150;
const cooldownMs = 1_000;

/** Fails fast: commands never wait for a connection, and a failed or timed-out command starts a cooldown. */
export function connectRedis({ url, report, clock }: SharedStoreOptions): SharedStore {
  const options = {
    connectTimeout: 1_000,
    commandTimeout: commandMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times: number) => Math.min(times * 100, 1_000),
  };
  const client = new Redis(url, { ...options, enableAutoPipelining: true });
  const subscriber = new Redis(url, {
    ...options,
    commandTimeout: 2_000,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    autoResubscribe: false,
  });
  let cooldownUntil = Number.NEGATIVE_INFINITY;
  let isDown = false;

  function markDown(): void {
    cooldownUntil = clock() + cooldownMs;
    if (!isDown) report('lost');
    isDown = true;
  }
  function markUp(): void {
    if (isDown) report('back');
    isDown = false;
  }

  client.on('close', markDown);
  client.on('ready', () => {
    cooldownUntil = Number.NEGATIVE_INFINITY;
    markUp();
  });
  // An `error` event without a listener would end the process; the `close` event is sufficient here.
  client.on('error', () => {});
  subscriber.on('error', () => {});

  return {
    client,
    async tryCommand(run) {
      if (client.status !== 'ready' || clock() < cooldownUntil) return undefined;
      try {
        const result = await run(client);
        markUp();
        return result;
      } catch {
        markDown();
        return undefined;
      }
    },
    subscribe: createSubscriptions(subscriber),
    async close() {
      client.off('close', markDown);
      subscriber.removeAllListeners('ready');
      client.disconnect();
      subscriber.disconnect();
    },
  };
}

/** Subscribes anew on each connection, because messages are complete only after a confirmation. */
function createSubscriptions(subscriber: Redis): SharedStore['subscribe'] {
  const listeners = new Map<string, ChannelListener>();
  const active = new Set<string>();

  async function subscribe(channel: string): Promise<void> {
    try {
      await subscriber.subscribe(channel);
      active.add(channel);
      listeners.get(channel)?.reset();
    } catch {
      // Reconnects if a working connection rejects the subscription or does not confirm it in time.
      if (subscriber.status === 'ready') subscriber.disconnect(true);
    }
  }

  subscriber.on('message', (channel, message) => listeners.get(channel)?.hear(message));
  subscriber.on('close', () => active.clear());
  subscriber.on('ready', () => {
    for (const channel of listeners.keys()) void subscribe(channel);
  });
  return (channel, listener) => {
    listeners.set(channel, listener);
    if (subscriber.status === 'ready') void subscribe(channel);
    return { isActive: () => active.has(channel) };
  };
}
