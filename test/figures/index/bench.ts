import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from '../../bench/load.ts';
import { openUpstream, startGateway } from '../../bench/processes.ts';
import { type AllFigures, printFigures, printTotals, ratiosOf } from '../../bench/report.ts';
import { type Figures, type Measured, measureInTurns, warmUp } from '../../bench/rounds.ts';
import { verify } from '../../bench/verify.ts';
import { workloads } from '../../bench/workloads.ts';
import { quantile } from '../gateway-process.ts';
import { atMost, type Figure, type MeasurePart } from './figure.ts';
import { untilCurrent } from './gateways.ts';

// The workloads of `npm run bench` for a gateway with an index, beside two without one.

const options = { rounds: 11, clients: 16, milliseconds: 240 };
const [without, withIndex, control] = ['without an index', 'with an index', 'without, again'] as const;

export const measureBench: MeasurePart = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
  const upstream = await openUpstream();
  const open = async (name: string, settings: Readonly<Record<string, string>>): Promise<Measured> => {
    const server = await startGateway(upstream.origin, settings);
    return { name, server, client: openClient(server.url), load: 'cold' };
  };
  const indexed = await open(withIndex, { INDEX: 'on', INDEX_PATH: join(folder, 'index.db') });
  const all = [await open(without, { INDEX: 'off' }), indexed, await open(control, { INDEX: 'off' })];
  await untilCurrent(indexed.server.url);
  await verify(all, workloads);
  for (const measured of all) await warmUp(measured, workloads, options.clients);
  const figures = new Map<string, ReadonlyMap<string, Figures>>();
  for (const workload of workloads)
    figures.set(workload.name, await measureInTurns(all, workload, upstream, options));
  for (const { client, server } of all) {
    await client.close();
    await server.close();
  }
  await upstream.close();
  rmSync(folder, { recursive: true });
  printFigures('CPU with and without an index, upstream at 0 ms', figures, without);
  printTotals(figures, without);
  return noiseFigures(figures);
};

/** The median has to be within half of the rounds of the control, which shows the noise in both directions. */
const noiseFigures = (figures: AllFigures): Figure[] =>
  [...figures].map(([workload, byServer]) => {
    const measured = quantile(ratiosOf(byServer, withIndex, without), 0.5);
    const noise = ratiosOf(byServer, control, without);
    const bound = Math.max(quantile(noise, 0.75), 1 / quantile(noise, 0.25));
    return atMost(`CPU of ${workload} relative to that without an index`, measured, bound, 'times');
  });
