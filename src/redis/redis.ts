import { Redis } from 'ioredis';

/** Redis, shared by the processes of one deployment. What it holds can be lost without harm. */
export interface SharedStore {
  readonly client: Redis;
  /** Runs commands; undefined, and at once, while Redis is not to be had. */
  attempt<T>(run: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** Hears what any of the processes publishes; what is published while Redis is gone is not heard. */
  subscribe(channel: string, hear: (message: string) => void): void;
  /** Called each time the connection is there again, because messages may have been missed. */
  onReturn(act: () => void): void;
  close(): Promise<void>;
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
const restMs = 1_000;

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
  });
  let restsUntil = Number.NEGATIVE_INFINITY;
  let lost = false;

  function lose(): void {
    restsUntil = clock() + restMs;
    if (!lost) report('lost');
    lost = true;
  }
  function find(): void {
    if (lost) report('back');
    lost = false;
  }

  client.on('close', lose);
  client.on('ready', () => {
    restsUntil = Number.NEGATIVE_INFINITY;
    find();
  });
  // Without a listener an error would end the process; what it means to us is that the connection closes.
  client.on('error', () => {});
  subscriber.on('error', () => {});

  return {
    client,
    async attempt(run) {
      if (client.status !== 'ready' || clock() < restsUntil) return undefined;
      try {
        const result = await run(client);
        find();
        return result;
      } catch {
        lose();
        return undefined;
      }
    },
    subscribe(channel, hear) {
      subscriber.on('message', (from, message) => void (from === channel && hear(message)));
      void subscriber.subscribe(channel).catch(() => {});
    },
    onReturn: act => void subscriber.on('ready', act),
    async close() {
      client.off('close', lose);
      client.disconnect();
      subscriber.disconnect();
    },
  };
}
