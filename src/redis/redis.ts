import { Redis } from 'ioredis';

/** Redis, shared by the processes of one deployment. What it holds can be lost without harm. */
export interface SharedStore {
  readonly client: Redis;
  /** Runs commands; undefined, and at once, while Redis is not to be had. */
  tryCommand<T>(run: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** Listens to a channel for as long as the store is open; a lost connection is made again. */
  subscribe(channel: string, listener: ChannelListener): Subscription;
  close(): Promise<void>;
}

export interface ChannelListener {
  hear(message: string): void;
  /** Called when Redis has confirmed the subscription, each time, because messages before may have been missed. */
  reset(): void;
}

export interface Subscription {
  /** False while messages may be missed. */
  isActive(): boolean;
}

export interface SharedStoreOptions {
  readonly url: string;
  /** Told when it is lost, and when it is back; not of each command. */
  readonly report: (event: 'lost' | 'back') => void;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/** No command may take longer: memory and the sources themselves are not much slower. */
const commandMs = 150;
/** How long nothing is tried after a command failed. */
const cooldownMs = 1_000;

/**
 * Fails fast and recovers by itself: commands do not wait for a connection, and after one that failed or hung, none is
 * tried for a second.
 */
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
  let restsUntil = Number.NEGATIVE_INFINITY;
  let lost = false;

  function markDown(): void {
    restsUntil = clock() + cooldownMs;
    if (!lost) report('lost');
    lost = true;
  }
  function markUp(): void {
    if (lost) report('back');
    lost = false;
  }

  client.on('close', markDown);
  client.on('ready', () => {
    restsUntil = Number.NEGATIVE_INFINITY;
    markUp();
  });
  // Without a listener an error would end the process; what it means to us is that the connection closes.
  client.on('error', () => {});
  subscriber.on('error', () => {});

  return {
    client,
    async tryCommand(run) {
      if (client.status !== 'ready' || clock() < restsUntil) return undefined;
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

/** Subscribes at each connection, because only the confirmation tells from when on no message is missed. */
function createSubscriptions(subscriber: Redis): SharedStore['subscribe'] {
  const listeners = new Map<string, ChannelListener>();
  const active = new Set<string>();

  async function join(channel: string): Promise<void> {
    try {
      await subscriber.subscribe(channel);
      active.add(channel);
      listeners.get(channel)?.reset();
    } catch {
      // A connection that is there but does not subscribe is made anew.
      if (subscriber.status === 'ready') subscriber.disconnect(true);
    }
  }

  subscriber.on('message', (channel, message) => listeners.get(channel)?.hear(message));
  subscriber.on('close', () => active.clear());
  subscriber.on('ready', () => {
    for (const channel of listeners.keys()) void join(channel);
  });
  return (channel, listener) => {
    listeners.set(channel, listener);
    if (subscriber.status === 'ready') void join(channel);
    return { isActive: () => active.has(channel) };
  };
}
