import { Agent, request } from 'node:http';
import { readConfig } from '../config/index.ts';
import { composeGateway, type Gateway } from '../gateway/create-gateway.ts';
import { createLogger, createLogObserver } from '../observability/logger.ts';
import { createMetrics } from '../observability/metrics.ts';
import { sourceDefinitions } from '../sources/index.ts';
import { listen } from './http-server.ts';
import { accessToSources } from './source-access.ts';

/** Milliseconds after which no further request is sent, and the number of requests that V8's compiler needs. */
const maxMs = 1_800;
const maxRequests = 600;
const concurrency = 4;

const query = `query WarmUp($from: DateTimeOrDate!) {
  calls(first: 50, filter: { started: { from: $from } }) {
    edges {
      node { id source sid status direction startedAt duration agentName customerNumber cost { unit currency total } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** A body whose list no earlier one has read, so that it is read from the sandboxes. */
function bodyOf(turn: number): string {
  const from = new Date(Date.UTC(2020, 0, 1) + turn).toISOString();
  return JSON.stringify({ query, variables: { from } });
}

/**
 * Sends lists to a gateway of its own over sandboxes, so that the first clients do not wait for V8's compiler. That gateway
 * shares its code with the real one, but no cache, metrics, logs or quota.
 */
export async function warmUp(signal: AbortSignal): Promise<void> {
  const endsAt = performance.now() + maxMs;
  const agent = new Agent({ keepAlive: true });
  const closers: (() => unknown)[] = [() => agent.destroy()];
  try {
    const gateway = await createWarmUpGateway(closers);
    const server = await listen(gateway.listener, '127.0.0.1', 0);
    closers.push(server.close);
    let turn = 0;
    const client = async (): Promise<void> => {
      while (turn < maxRequests && performance.now() < endsAt && !signal.aborted) {
        turn += 1;
        await post(`${server.url}/graphql`, bodyOf(turn), agent);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, client));
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** A gateway with the default settings, but with a small cache and without quotas. */
async function createWarmUpGateway(closers: (() => unknown)[]): Promise<Gateway> {
  const names = sourceDefinitions.map(({ identity }) => identity.name);
  const quotas = Object.fromEntries(names.map(name => [`${name}_RPS`, 'off']));
  const result = readConfig({
    SANDBOX: names.join().toLowerCase(),
    ...quotas,
    CACHE_MEMORY_BYTES: '4000000',
  });
  if ('problems' in result) throw new Error(result.problems.join());
  const { config } = result;
  const sources = await accessToSources(config.sources, closers);
  const logs = createLogObserver(createLogger('info'));
  const metrics = createMetrics({ stats: () => new Map(), process: false });
  const gateway = composeGateway({
    ...config,
    index: null,
    sources,
    observers: [logs, metrics.observer],
    // Nobody asked for these requests.
    spans: false,
  });
  closers.push(gateway.close);
  return gateway;
}

const post = (url: string, body: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const message = request(url, { method: 'POST', headers, agent }, response => {
      response.once('end', resolve).once('error', reject).resume();
    });
    message.once('error', reject).end(body);
  });
