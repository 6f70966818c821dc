import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import {
  type Answer,
  type FrontDoor,
  type FrontDoorOptions,
  openFrontDoor,
  plainLimits,
} from '../front-door.ts';
import { listen } from '../listen.ts';
import { run } from '../run-main.ts';
import { silentObserver } from '../silent-observer.ts';

export const example = fileURLToPath(new URL('../../examples/federation/', import.meta.url));

export const isInstalled = existsSync(`${example}node_modules`);

export interface Supergraph extends Pick<FrontDoor, 'butter' | 'burki' | 'cost'> {
  /** Asks the router. */
  ask(query: string, headers?: Record<string, string>): Promise<Pick<Answer, 'data' | 'errors'>>;
  /** How many requests Switchboard has had since the last call of this. */
  requests(): number;
}

interface SupergraphOptions extends FrontDoorOptions {
  /** The key by which the router gets the schema of Switchboard. */
  readonly key?: string;
}

/** The supergraph of `examples/federation` around a Switchboard of this test's own. */
export async function openSupergraph(
  router: 'hive' | 'apollo',
  { key = '', gateway, ...options }: SupergraphOptions = {},
): Promise<Supergraph> {
  let requests = 0;
  const counter = {
    ...silentObserver,
    request() {
      requests += 1;
    },
  };
  const patient = { deadlineMs: 30_000, limits: { ...plainLimits, attemptTimeoutMs: 20_000 } };
  const door = await openFrontDoor({
    ...options,
    gateway: { ...patient, ...gateway, observers: [counter] },
  });
  const server = createServer(door.gateway.listener);
  const port = await listen(server);
  onTestFinished(() => void server.close());
  const { says } = run([`${example}start.js`], example, {
    ROUTER: router,
    ROUTER_PORT: '0',
    SWITCHBOARD_URL: `http://127.0.0.1:${port}/graphql`,
    SWITCHBOARD_KEY: key,
  });
  const url = await says(/The supergraph is at (\S+)/);
  requests = 0;

  return {
    ...door,
    async ask(query, headers = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as Answer;
    },
    requests() {
      const count = requests;
      requests = 0;
      return count;
    },
  };
}
