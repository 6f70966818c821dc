import { quantile } from '../figures/gateway-process.ts';
import { askInTurns, type BodyOf, type Client, type Load } from './load.ts';
import type { ServerProcess, Upstream } from './processes.ts';
import { bodyOf, type Workload } from './workloads.ts';

/** A server under measurement. */
export interface Measured {
  readonly name: string;
  readonly server: ServerProcess;
  readonly client: Client;
  /** Whether no request repeats an earlier one, or the same few are repeated, with identical bodies or with others. */
  readonly load: 'cold' | 'warm' | 'warm, other bodies';
}

/** What one server did with one workload, over all rounds. */
export interface Figures {
  /** Milliseconds of CPU for each request. */
  readonly cpu: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly upstreamRequests: number;
  /** The same CPU in each round. */
  readonly rounds: readonly number[];
}

export interface RoundOptions {
  readonly rounds: number;
  readonly clients: number;
  readonly milliseconds: number;
}

const fewCalls = 8;
let lastTurn = 0;

/** The bodies of requests, by numbers that no earlier request had; of a warm load, by the same few. */
function bodiesFor({ load }: Measured, workload: Workload): BodyOf {
  const from = lastTurn;
  return turn => {
    lastTurn = Math.max(lastTurn, from + turn + 1);
    if (load === 'cold') return bodyOf(workload, fewCalls + from + turn);
    return bodyOf(workload, turn % fewCalls, load === 'warm, other bodies' ? from + turn : undefined);
  };
}

/** Not counted: what of a server the others drove out of the processor's caches comes back first. */
const comingBackMs = 80;

interface Round extends Load {
  readonly cpu: number;
  readonly upstreamRequests: number;
}

async function measure(
  measured: Measured,
  workload: Workload,
  upstream: Upstream,
  { clients, milliseconds }: RoundOptions,
): Promise<Round> {
  const { server, client } = measured;
  await askInTurns(client, bodiesFor(measured, workload), clients, comingBackMs);
  const [cpuBefore, countBefore] = [server.cpu(), await upstream.count()];
  const load = await askInTurns(client, bodiesFor(measured, workload), clients, milliseconds);
  const cpu = (server.cpu() - cpuBefore) / load.requests;
  return { ...load, cpu, upstreamRequests: ((await upstream.count()) - countBefore) / load.requests };
}

/** Because a compiler that works while code runs needs thousands of requests to be done with it. */
const warmUpMs = 2_500;

/** Asks for as long as it takes a server's code to become as fast as it gets. */
export async function warmUp(measured: Measured, workloads: readonly Workload[], clients: number) {
  for (const workload of workloads)
    await askInTurns(measured.client, bodiesFor(measured, workload), clients, warmUpMs);
}

const middle = (rounds: readonly Round[], figure: (round: Round) => number): number =>
  quantile(rounds.map(figure), 0.5);

/** Lets the servers take turns, round after round, so that whatever else the machine does meets all of them. */
export async function measureInTurns(
  all: readonly Measured[],
  workload: Workload,
  upstream: Upstream,
  options: RoundOptions,
): Promise<ReadonlyMap<string, Figures>> {
  const rounds = new Map<string, Round[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < options.rounds; round += 1)
    for (const measured of all)
      rounds.get(measured.name)?.push(await measure(measured, workload, upstream, options));
  return new Map([...rounds].map(([name, measured]) => [name, figuresOf(measured)]));
}

const figuresOf = (rounds: readonly Round[]): Figures => ({
  cpu: middle(rounds, ({ cpu }) => cpu),
  perSecond: middle(rounds, ({ perSecond }) => perSecond),
  p50: middle(rounds, ({ p50 }) => p50),
  p99: middle(rounds, ({ p99 }) => p99),
  upstreamRequests: middle(rounds, ({ upstreamRequests }) => upstreamRequests),
  rounds: rounds.map(({ cpu }) => cpu),
});
