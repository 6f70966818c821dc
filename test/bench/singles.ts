import { quantile } from '../figures/gateway-process.ts';
import { askAtRate, askInTurns, type BodyOf, openClient } from './load.ts';
import { type ServerProcess, startGateway, startWithDefaultHeap, type Upstream } from './processes.ts';
import { print, rounded, title } from './report.ts';
import type { Measured } from './rounds.ts';
import { bodyOf, pageOf, transcriptOf, type Workload, workloads } from './workloads.ts';

// What is measured once each: latencies, memory, the start, and how cost grows.

const cpuWhile = async (
  { server, client }: Measured,
  workload: Workload,
  milliseconds: number,
): Promise<number> => {
  await askInTurns(client, turn => bodyOf(workload, 1_000 + turn), 4, milliseconds / 4);
  const before = server.cpu();
  const { requests } = await askInTurns(client, turn => bodyOf(workload, 2_000 + turn), 4, milliseconds);
  return (server.cpu() - before) / requests;
};

/** Above the numbers of all other requests, so that no answer is cached. */
let lastTurn = 1_000_000;

/** One request at a time, and half of what both can serve, with an upstream that takes 20 ms. */
export async function printLatencies(all: readonly Measured[], upstream: Upstream): Promise<void> {
  title('Latency, upstream at 20 ms');
  print('', 'served by', 'a lone request, p50 ms', 'at half load: requests/s', 'p99 ms');
  print('---', '---', '---:', '---:', '---:');
  const both = all.slice(0, 2);
  await upstream.delay(20);
  for (const workload of workloads) {
    const body = () => {
      lastTurn += 1;
      return bodyOf(workload, lastTurn);
    };
    const rates = await inOrder(
      both,
      async ({ client }) => (await askInTurns(client, body, 32, 800)).perSecond,
    );
    const half = Math.min(...rates) / 2;
    const lone = await inOrder(both, async ({ client }) => (await askInTurns(client, body, 1, 1_000)).p50);
    const p99s = await middleP99s(both, body, half);
    for (const [at, { name }] of both.entries())
      print(
        workload.name,
        name,
        rounded(lone[at] ?? Number.NaN),
        half.toFixed(0),
        rounded(p99s[at] ?? Number.NaN),
      );
  }
  await upstream.delay(0);
}

const p99Rounds = 5;

/** In turns, and of each the middle one, because whatever holds up the machine meets one of them at a time. */
async function middleP99s(both: readonly Measured[], body: BodyOf, perSecond: number): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < p99Rounds; round += 1)
    rounds.push(
      await inOrder(both, async ({ client }) => (await askAtRate(client, body, perSecond, 1_500)).p99),
    );
  return both.map((_, at) =>
    quantile(
      rounds.map(p99s => p99s[at] ?? Number.NaN),
      0.5,
    ),
  );
}

export async function printLinearity(all: readonly Measured[], upstream: Upstream): Promise<void> {
  title('How cost grows');
  print('', 'CPU ms by hand', 'CPU ms gateway', 'gateway, µs a row or entry');
  print('---', '---:', '---:', '---:');
  await upstream.delay(0);
  const grown = [
    ...[10, 50, 100].map(rows => [rows, pageOf(rows)] as const),
    ...[10, 100, 10_000].map(entries => [entries, transcriptOf(entries)] as const),
  ];
  for (const [size, workload] of grown) {
    const [byHand = Number.NaN, gateway = Number.NaN] = await inOrder(all.slice(0, 2), measured =>
      cpuWhile(measured, workload, 1_200),
    );
    print(workload.title, rounded(byHand), rounded(gateway), rounded((gateway * 1000) / size));
  }
}

async function inOrder<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

/** The peak memory of the gateway, with and without the V8 flag that limits the growth of the old generation. */
export async function printMemory(upstream: Upstream): Promise<void> {
  title('Memory');
  print('', 'workload, 10 s', 'peak MB', 'with V8 at its defaults');
  print('---', '---', '---:', '---:');
  const w3 = workloads.find(({ name }) => name === 'W3') ?? pageOf(50);
  for (const [workload, clients] of [[w3, 16] as const, [transcriptOf(10_000), 2] as const]) {
    const peaks: number[] = [];
    for (const open of [startGateway, startWithDefaultHeap])
      peaks.push(await peakMemory(await open(upstream.origin), workload, clients));
    print(workload.name, `${workload.title}, ${clients} clients`, ...peaks.map(peak => peak.toFixed(0)));
  }
}

async function peakMemory(server: ServerProcess, workload: Workload, clients: number): Promise<number> {
  const client = openClient(server.url);
  await askInTurns(client, turn => bodyOf(workload, turn), clients, 10_000);
  const peak = server.peakMemory();
  await client.close();
  await server.close();
  return peak;
}

/** From the start of the process to its first answer and to its readiness, and the lists of the first second after. */
export async function printStart(upstream: Upstream): Promise<void> {
  title('Start');
  print('', 'first answer s', 'ready s', 'CPU ms a list', 'p99 ms of a list');
  print('---', '---:', '---:', '---:', '---:');
  for (const warmUp of ['on', 'off'] as const) {
    const starts: Start[] = [];
    for (let each = 0; each < 5; each += 1) starts.push(await measureStart(upstream, warmUp));
    const middle = (figure: (start: Start) => number) => quantile(starts.map(figure), 0.5);
    const seconds = [({ answer }: Start) => answer, ({ ready }: Start) => ready].map(figure =>
      (middle(figure) / 1000).toFixed(2),
    );
    print(
      `WARM_UP=${warmUp}`,
      ...seconds,
      middle(({ cpu }) => cpu).toFixed(2),
      middle(({ p99 }) => p99).toFixed(0),
    );
  }
}

interface Start {
  readonly answer: number;
  readonly ready: number;
  readonly cpu: number;
  readonly p99: number;
}

/** Sends a hundred lists in the first second after the gateway is ready. */
async function measureStart(upstream: Upstream, warmUp: 'on' | 'off'): Promise<Start> {
  const startedAt = performance.now();
  const server = await startGateway(upstream.origin, { WARM_UP: warmUp });
  const client = openClient(server.url);
  await client.ask(bodyOf(pageOf(1), 0));
  const answer = performance.now() - startedAt;
  while ((await fetch(new URL('/ready', server.url))).status !== 200)
    await new Promise(resolve => setTimeout(resolve, 10));
  const ready = performance.now() - startedAt;
  const list = workloads.find(({ name }) => name === 'W6') ?? pageOf(50);
  const cpuBefore = server.cpu();
  const { requests, p99 } = await askAtRate(client, turn => bodyOf(list, turn), 100, 1_000);
  const cpu = (server.cpu() - cpuBefore) / requests;
  await client.close();
  await server.close();
  return { answer, ready, cpu, p99 };
}
