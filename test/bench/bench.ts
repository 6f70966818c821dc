import { openClient } from './load.ts';
import {
  openUpstream,
  type ServerProcess,
  startByHand,
  startCollector,
  startGateway,
  startOther,
  startStockYoga,
  startTraced,
} from './processes.ts';
import { printFigures, printTotals } from './report.ts';
import { type Figures, type Measured, measureInTurns, warmUp } from './rounds.ts';
import { printLatencies, printLinearity, printMemory, printStart } from './singles.ts';
import { verify } from './verify.ts';
import { workloads } from './workloads.ts';

// Prints the tables of docs/performance.md as measured on this machine: `npm run bench`, in about fifteen minutes.
// `npm run bench -- W1 --quick` measures one workload, and nothing else, for a look while something is changed;
// `npm run bench -- --otel` measures what tracing costs, and `--against=FOLDER` another built checkout beside this one, with a control;
// `npm run bench -- --memory` prints the peak memory with and without the gateway's V8 flag, and `-- --latency` the latencies.

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const named = workloads.filter(({ name }) => args.includes(name));
const chosen = named.length > 0 ? named : workloads;
const options = { rounds: quick ? 5 : 11, clients: 16, milliseconds: 240 };

// Each server has a listener that ends it with this process.
process.setMaxListeners(20);
const upstream = await openUpstream();
const measured = (name: string, server: ServerProcess, load: Measured['load'] = 'cold'): Measured => ({
  name,
  server,
  client: openClient(server.url),
  load,
});
const gateway = (settings = {}) => startGateway(upstream.origin, settings);
const beside = args.find(arg => arg.startsWith('--against='))?.slice('--against='.length);
const isComparison = args.includes('--otel') || beside !== undefined;
const collector = args.includes('--otel') ? await startCollector() : null;

/** Gateways that are compared with the first of them, the last of which is a control. */
const compareGateways = async (): Promise<Measured[]> => [
  measured('gateway', await gateway()),
  ...(collector ? [measured('gateway, a tenth traced', await startTraced(upstream.origin, collector))] : []),
  ...(collector ? [measured('gateway, all traced', await startTraced(upstream.origin, collector, '1'))] : []),
  ...(beside ? [measured('gateway, other build', await startOther(upstream.origin, beside))] : []),
  measured('gateway, again', await gateway()),
];

const compareServers = async (): Promise<Measured[]> => [
  measured('by hand', await startByHand(upstream.origin)),
  measured('gateway', await gateway()),
  measured('gateway, no log lines', await gateway({ LOG_LEVEL: 'silent' })),
  measured('gateway, no cache', await gateway({ CACHE: 'off' })),
  measured('gateway, warm', await gateway(), 'warm'),
  measured('gateway, warm, other bodies', await gateway(), 'warm, other bodies'),
  measured('stock Yoga', await startStockYoga(upstream.origin)),
  // The control shows the noise: it is the same program as the first.
  measured('by hand, again', await startByHand(upstream.origin)),
];

const all = await (isComparison ? compareGateways() : compareServers());
const baseline = isComparison ? 'gateway' : 'by hand';

if (args.includes('--memory')) {
  await printMemory(upstream);
  process.exit();
}
await verify(all, chosen);
for (const measured of all) await warmUp(measured, chosen, options.clients);
if (args.includes('--latency')) {
  await printLatencies(all, upstream);
  process.exit();
}
for (const delay of [0, 20]) {
  await upstream.delay(delay);
  const figures = new Map<string, ReadonlyMap<string, Figures>>();
  for (const workload of chosen)
    figures.set(workload.name, await measureInTurns(all, workload, upstream, options));
  printFigures(`Upstream at ${delay} ms`, figures, baseline);
  printTotals(figures, baseline);
}
await upstream.delay(0);
await verify(all, chosen);

if (!quick && !isComparison && named.length === 0) {
  await printLatencies(all, upstream);
  await printLinearity(all, upstream);
  await printMemory(upstream);
  await printStart(upstream);
}
for (const { client, server } of all) {
  await client.close();
  await server.close();
}
await collector?.close();
await upstream.close();
