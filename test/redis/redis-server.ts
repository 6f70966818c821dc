import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { freePort } from '../listen.ts';

/** Why tests with a real Redis are left out; null where they are not. */
export const withoutRedis: string | null =
  spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'redis-server is not installed: on Debian, `apt-get install redis-server`';

export interface RedisServer {
  readonly url: string;
  /** Speaks to it as the gateway does, to see what it holds. */
  readonly client: Redis;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Keeps its connections and answers nothing, until `resume`. */
  freeze(): void;
  resume(): void;
}

/** A Redis of its own on a free port. */
export async function createRedis(): Promise<RedisServer & { remove(): Promise<void> }> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});

  async function start(): Promise<void> {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    server = spawn('redis-server', options, { stdio: 'ignore' });
    await client.ping();
  }
  async function stop(): Promise<void> {
    const running = server;
    server = null;
    if (!running) return;
    const stopped = once(running, 'exit');
    running.kill('SIGKILL');
    await stopped;
  }

  await start();
  return {
    url,
    client,
    start,
    stop,
    freeze: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    async remove() {
      client.disconnect();
      await stop();
    },
  };
}

/** The same, which ends with the test. */
export async function startRedis(): Promise<RedisServer> {
  const { remove, ...server } = await createRedis();
  onTestFinished(remove);
  return server;
}
