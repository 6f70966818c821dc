import { askAtRate, askInTurns, type BodyOf, type Client, type Load, openClient } from '../../bench/load.ts';
import type { ServerProcess } from '../../bench/processes.ts';
import { bodyOf } from '../../bench/workloads.ts';
import { atMost, type Figure } from '../index/figure.ts';
import { countRedis, difference } from './counters.ts';
import type { MeasurePart } from './part.ts';
import { workloadOf } from './requests.ts';
import { openGateway, type Servers, untilShared } from './servers.ts';

// The same load on one replica and on two that share a Redis: latency at a stated rate, throughput, and upstream requests.

const callCount = 2_000;
const listCount = 8;

/** Seconds for which a page of a list is fresh. */
const listSeconds = 2;

/** Number of a call, of which low ones are requested most; the same for each run. */
const callOf = (turn: number): number => {
  const share = ((turn * 2_654_435_761) % 2 ** 32) / 2 ** 32;
  return Math.floor(share ** 3 * callCount);
};

/** Calls and lists of a run are those of no other run. */
let runs = 100;

interface LoadOf {
  readonly name: string;
  readonly bodies: (run: number) => BodyOf;
}

const loads: readonly LoadOf[] = [
  {
    name: 'calls',
    bodies: run => turn => bodyOf(workloadOf('W2'), run * callCount + callOf(turn)),
  },
  {
    name: 'pages of 8 lists',
    bodies: run => turn => bodyOf(workloadOf('W6'), run * callCount + (turn % listCount)),
  },
];

/** Gives each replica every other request. */
function balanced(clients: readonly Client[]): Client {
  let turn = 0;
  return {
    ask(body) {
      turn += 1;
      return (clients[turn % clients.length] as Client).ask(body);
    },
    close: async () => void (await Promise.all(clients.map(({ close }) => close()))),
  };
}

interface Run extends Load {
  readonly upstreamRequests: number;
  readonly cpu: number;
  readonly redisCommands: number;
  /** Most memory in MB that a replica has had so far. */
  readonly peakMemory: number;
}

type Ask = (client: Client, bodies: BodyOf) => Promise<Load>;

async function run(
  { redis, upstream }: Servers,
  gateways: readonly ServerProcess[],
  { bodies }: LoadOf,
  ask: Ask,
): Promise<Run> {
  runs += 1;
  const client = balanced(gateways.map(({ url }) => openClient(url)));
  const cpu = () => gateways.reduce((sum, gateway) => sum + gateway.cpu(), 0);
  const count = countRedis(redis.client);
  const [cpuBefore, redisBefore, upstreamBefore] = [cpu(), await count(), await upstream.count()];
  const load = await ask(client, bodies(runs));
  const { commands } = difference(redisBefore, await count());
  const upstreamRequests = (await upstream.count()) - upstreamBefore;
  await client.close();
  const redisCommands = commands / load.requests;
  const peakMemory = (Math.max(...gateways.map(gateway => gateway.peakMemory())) * 1_024 ** 2) / 1e6;
  const each = { cpu: ((cpu() - cpuBefore) * 1_000) / load.requests, redisCommands };
  return { ...load, ...each, upstreamRequests, peakMemory };
}

export const measureReplicas: MeasurePart = async servers => {
  const [rate, seconds] = servers.isQuick ? [100, 4] : [400, 12];
  const settings = { REDIS_URL: servers.redis.url };
  const gateways = [await openGateway(servers, settings), await openGateway(servers, settings)];
  for (const gateway of gateways) await untilShared(gateway);
  await servers.upstream.delay(20);
  const atRate: Ask = (client, bodies) => askAtRate(client, bodies, rate, seconds * 1_000);
  const atOnce: Ask = (client, bodies) => askInTurns(client, bodies, 16, (seconds / 3) * 1_000);
  const rows = [];
  const figures: Figure[] = [];
  // A run that does not count, after which all code is compiled.
  for (const load of loads) await run(servers, gateways, load, atOnce);
  for (const load of loads) {
    const runOn = (replicas: number, ask: Ask) => run(servers, gateways.slice(0, replicas), load, ask);
    const [one, two] = [await runOn(1, atRate), await runOn(2, atRate)];
    figures.push(upstreamFigure(load, one, two, seconds));
    const [oneAtOnce, twoAtOnce] = [await runOn(1, atOnce), await runOn(2, atOnce)];
    rows.push(rowOf(load, 'one, at a rate', one), rowOf(load, 'two, at a rate', two));
    rows.push(rowOf(load, 'one, 16 clients', oneAtOnce), rowOf(load, 'two, 16 clients', twoAtOnce));
  }
  await Promise.all(gateways.map(({ close }) => close()));
  return { tables: { replicas: { head, rows } }, figures };
};

/** Replicas share calls by Redis, and keep pages of lists for themselves. */
function upstreamFigure({ name }: LoadOf, one: Run, two: Run, seconds: number): Figure {
  // Each of two replicas may begin its two seconds at another time.
  const refreshes = listCount * (seconds / listSeconds + 1);
  const bound = name === 'calls' ? one.upstreamRequests * 1.02 : one.upstreamRequests + 2 * refreshes;
  return atMost(`Upstream requests of two replicas for ${name}`, two.upstreamRequests, bound, 'requests');
}

const head = [
  'Load and replicas',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'requests',
  'upstream requests',
  'CPU µs',
  'Redis commands',
  'peak memory MB',
];

const rowOf = ({ name }: LoadOf, replicas: string, run: Run) => [
  `${name}: ${replicas}`,
  run.perSecond,
  run.p50,
  run.p99,
  run.requests,
  run.upstreamRequests,
  run.cpu,
  run.redisCommands,
  run.peakMemory,
];
