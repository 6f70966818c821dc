import { askInTurns, type BodyOf, openClient } from '../../bench/load.ts';
import type { ServerProcess } from '../../bench/processes.ts';
import { bodyOf, type Workload, workloads } from '../../bench/workloads.ts';
import { quantile } from '../gateway-process.ts';
import { atMost, type Figure } from '../index/figure.ts';
import { countRedis, difference } from './counters.ts';
import type { MeasurePart } from './part.ts';
import { openGateway, type Servers, untilShared } from './servers.ts';

// Cost of one request to a gateway by itself, and to one of several on a Redis.

type Bodies = (workload: Workload) => BodyOf;

/** Few, because a list is read anew every two seconds, which is not the cost of a request from memory. */
const fewBodies = 2;
let numbers = fewBodies;

/** No number occurs twice. */
const nextNumber = (): number => {
  numbers += 1;
  return numbers;
};

const cold: Bodies = workload => () => bodyOf(workload, nextNumber());
const inMemory: Bodies = workload => turn => bodyOf(workload, turn % fewBodies, nextNumber());
const repeated: Bodies = workload => turn => bodyOf(workload, turn % fewBodies);

/** The requests, by the name of their row. */
const kinds: readonly (readonly [row: string, workload: string, bodies: Bodies])[] = [
  ['page of 50, same body again', 'W6', repeated],
  ['page of 50 from memory', 'W6', inMemory],
  ['page of 50, not cached', 'W6', cold],
  ['call, same body again', 'W2', repeated],
  ['call from memory', 'W2', inMemory],
  ['Burki call, not cached', 'W2', cold],
  ['Butter call with its conversation, not cached', 'W1', cold],
];

export const workloadOf = (name: string): Workload =>
  workloads.find(workload => workload.name === name) as Workload;

const clients = 16;

interface Cost {
  /** Microseconds of CPU of the gateway. */
  readonly cpu: number;
  readonly redis: ReturnType<typeof difference>;
}

/** Sends requests for as long as the code needs to become fast, and then in turns, of which the median counts. */
async function measure(servers: Servers, gateway: ServerProcess, bodies: BodyOf): Promise<Cost> {
  const client = openClient(gateway.url);
  const [turns, milliseconds] = servers.isQuick ? [1, 300] : [3, 800];
  const count = countRedis(servers.redis.client);
  await askInTurns(client, bodies, clients, servers.isQuick ? 500 : 1_500);
  const before = await count();
  const cpus: number[] = [];
  let requests = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const cpuBefore = gateway.cpu();
    const load = await askInTurns(client, bodies, clients, milliseconds);
    cpus.push(((gateway.cpu() - cpuBefore) * 1_000) / load.requests);
    requests += load.requests;
  }
  const after = difference(before, await count());
  await client.close();
  const redis = Object.fromEntries(Object.entries(after).map(([name, figure]) => [name, figure / requests]));
  return { cpu: quantile(cpus, 0.5), redis };
}

/** Requests that a call needs which one replica has fetched, and another has not. */
async function measureShared(
  servers: Servers,
  one: ServerProcess,
  other: ServerProcess,
): Promise<{ cost: Cost; figure: Figure }> {
  const workload = workloadOf('W2');
  const from = nextNumber();
  const bodies: BodyOf = turn => bodyOf(workload, from + turn);
  const client = openClient(one.url);
  await servers.upstream.delay(0);
  const fetched = await askInTurns(client, bodies, clients, servers.isQuick ? 4_000 : 12_000);
  numbers = from + fetched.requests + clients;
  await client.close();
  let asked = 0;
  const before = await servers.upstream.count();
  const cost = await measure(servers, other, () => {
    asked += 1;
    return bodies(asked - 1);
  });
  if (asked > fetched.requests)
    throw new Error('More calls were requested than the other replica has fetched.');
  const upstreamRequests = (await servers.upstream.count()) - before;
  const name = `Upstream requests for ${asked.toLocaleString('en')} calls that another replica has fetched`;
  return { cost, figure: atMost(name, upstreamRequests, asked / 100, 'requests') };
}

const none = '–';

const row = (name: string, alone: number | null, { cpu, redis }: Cost, keeps: boolean) => [
  name,
  alone ?? none,
  cpu,
  1e6 / cpu,
  redis['commands'] ?? none,
  redis['bytesIn'] ?? none,
  redis['bytesOut'] ?? none,
  redis['cpu'] ?? none,
  keeps ? (redis['memory'] ?? none) : none,
];

export const measureRequests: MeasurePart = async servers => {
  const REDIS_URL = servers.redis.url;
  const alone = await openGateway(servers);
  const [one, other] = [await openGateway(servers, { REDIS_URL }), await openGateway(servers, { REDIS_URL })];
  await untilShared(one);
  await servers.upstream.delay(20);
  const rows = [];
  for (const [name, workload, bodies] of kinds) {
    const requests = bodies(workloadOf(workload));
    const { cpu } = await measure(servers, alone, requests);
    const isOneCall = bodies === cold && workload !== 'W6';
    rows.push(row(name, cpu, await measure(servers, one, requests), isOneCall));
  }
  const { cost, figure } = await measureShared(servers, one, other);
  rows.push(row('call from Redis', null, cost, false));
  await Promise.all([alone, one, other].map(({ close }) => close()));
  return { tables: { requests: { head, rows } }, figures: [figure] };
};

const head = [
  'Request',
  'CPU µs',
  'CPU µs, with Redis',
  'requests/s of a core',
  'Redis commands',
  'Redis bytes in',
  'Redis bytes out',
  'Redis CPU µs',
  'Redis memory, bytes',
];
