import { Redis } from 'ioredis';
import type { RedisFailure } from '../domain/redis-failure.ts';
import { failureOf } from './command-failure.ts';
import { createSubscriptions, type Subscribe } from './subscriptions.ts';

/** Redis that the processes of one deployment share; the loss of its content does no harm. */
export interface SharedStore {
  readonly client: Redis;
  /** Runs commands; undefined if they fail, and at once while Redis is unavailable. Never rejects. */
  tryCommand<T>(run: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** Subscribes to a channel until the store is closed, across reconnections. */
  readonly subscribe: Subscribe;
  close(): Promise<void>;
}

/** Callbacks for the state of Redis. */
export interface RedisObserver {
  /** Called when Redis becomes unavailable or available, not after each command. */
  availability(event: 'lost' | 'back'): void;
  /** Called for each command that failed on a working connection, and for each timeout. */
  failure(failure: RedisFailure): void;
}

export interface SharedStoreOptions {
  readonly url: string;
  readonly observer: RedisObserver;
  /** Timeout of a command in milliseconds. */
  readonly commandMs?: number;
}

/** Short, because a request to the source takes little longer. */
const defaultCommandMs = 150;
/** Unanswered pings after which the connection is replaced: three seconds. */
const maxMissedPings = 20;

/** Fails fast: commands never wait for a connection, nor for one that hangs. */
export function connectRedis({
  url,
  observer,
  commandMs = defaultCommandMs,
}: SharedStoreOptions): SharedStore {
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
  const connection = superviseConnection(client, observer);
  // An error reply to the handshake, such as WRONGPASS, is an event; the `close` event reports all else.
  client.on('error', report);
  // An `error` event without a listener would end the process.
  subscriber.on('error', () => {});

  function report(error: unknown): RedisFailure | null {
    const failure = failureOf(error);
    if (failure !== null) observer.failure(failure);
    return failure;
  }

  return {
    client,
    async tryCommand(run) {
      if (!connection.isUsable()) return undefined;
      const { bytesRead } = client.stream;
      try {
        return await run(client);
      } catch (error) {
        const failure = report(error);
        // A connection on which bytes arrive is slow, such as for a large value, but does not hang.
        if (failure === 'TIMEOUT' && client.stream.bytesRead === bytesRead) void connection.probe();
        return undefined;
      }
    },
    subscribe: createSubscriptions(subscriber, observer.failure),
    async close() {
      connection.dispose();
      subscriber.removeAllListeners('ready');
      client.disconnect();
      subscriber.disconnect();
    },
  };
}

/**
 * Tells a lost or hanging connection from a failed command. Redis rests from a timeout until it answers a ping, because
 * any reply proves that the connection works.
 */
function superviseConnection(client: Redis, { availability }: RedisObserver) {
  let isDown = false;
  let isProbing = false;

  function markDown(): void {
    if (!isDown) availability('lost');
    isDown = true;
  }
  function markUp(): void {
    if (isDown) availability('back');
    isDown = false;
  }

  /** Pings until the first reply; replaces a connection without one. */
  async function probe(): Promise<void> {
    if (isProbing) return;
    isProbing = true;
    for (let missed = 0; isProbing; missed += 1) {
      const outcome = await client.ping().then(() => 'PONG' as const, failureOf);
      if (outcome !== 'TIMEOUT') {
        isProbing = false;
        if (outcome !== null) markUp();
        return;
      }
      markDown();
      if (missed === maxMissedPings) client.disconnect(true);
    }
  }

  client.on('close', markDown);
  client.on('ready', markUp);

  return {
    isUsable: () => client.status === 'ready' && !isProbing,
    probe,
    dispose() {
      client.off('close', markDown);
      isProbing = false;
    },
  };
}
