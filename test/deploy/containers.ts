import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { image } from '../full/image/dockerfile.ts';
import { freePort } from '../listen.ts';
import { main, openFolder, type Program, run } from '../run-main.ts';

type Variables = Readonly<Record<string, string>>;

export interface Container extends Program {
  /** Sends a request to the port of the graph or of metrics, by an address, as a probe or a scrape does. */
  send(port: 'http' | 'metrics', path: string, init?: RequestInit): Promise<Response>;
  // biome-ignore lint/suspicious/noExplicitAny: the data depends on the query
  ask(query: string): Promise<{ data?: any; errors?: readonly unknown[] }>;
}

/**
 * Runs the gateway by the environment of a container, on free ports, and with the addresses of other hosts replaced by those of
 * this machine: `standIns` are variables whole, or parts of them by the text to replace.
 */
export async function startContainer(environment: Variables, standIns: Variables = {}): Promise<Container> {
  const ports = { http: await freePort(), metrics: await freePort() };
  const replaced = Object.entries(environment).map(([name, value]) => [
    name,
    Object.entries(standIns).reduce((text, [from, to]) => text.replace(from, to), value),
  ]);
  const program = run([main], await openFolder(), {
    ...image.env,
    ...Object.fromEntries(replaced),
    WARM_UP: 'off',
    PORT: `${ports.http}`,
    METRICS_PORT: `${ports.metrics}`,
  });
  const [key = ''] = environment['API_KEYS']?.split(':').slice(1) ?? [];
  const send: Container['send'] = (port, path, { headers, ...init } = {}) =>
    fetch(`http://127.0.0.1:${ports[port]}${path}`, {
      ...init,
      headers: { ...headers, connection: 'close' },
    });
  await program.says(/Metrics are at (\S+)"/);
  return {
    ...program,
    send,
    async ask(query) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      const response = await send('http', '/graphql', {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
      });
      return response.json() as never;
    },
  };
}

/** Waits until a purge reaches all, which it does once the container has found Redis. */
export const expectRedis = ({ send }: Container) =>
  expect
    .poll(async () => (await send('metrics', '/cache', { method: 'DELETE' })).json())
    .toMatchObject({ purged: 'everywhere' });

/**
 * Does something while all containers have Redis, and does it again if one has lost it meanwhile: on a busy machine a command may
 * exceed its time, so that each container goes on by itself for a while.
 */
export async function onceWithRedis(
  containers: readonly Container[],
  action: () => Promise<void>,
): Promise<void> {
  const losses = () =>
    containers.map(({ printed }) => printed.out.split(/redis (?:lost|command failed)/).length);
  for (;;) {
    for (const container of containers) await expectRedis(container);
    const before = losses();
    await action();
    for (const container of containers) await expectRedis(container);
    if (losses().join() === before.join()) return;
  }
}

/** Runs the command of a container of Redis on a free port, and returns its port. */
export async function startRedisContainer(
  command: readonly string[],
  environment: Variables,
): Promise<number> {
  const port = await freePort();
  const [program = '', ...args] = command.map(word => word.replace('port 6379', `port ${port}`));
  const server = spawn(program, args, {
    stdio: 'ignore',
    env: { ...environment, PATH: process.env['PATH'] },
  });
  onTestFinished(async () => {
    const ended = once(server, 'exit');
    if (server.kill('SIGTERM')) await ended;
  });
  return port;
}
