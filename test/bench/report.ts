import { quantile } from '../figures/gateway-process.ts';
import type { Figures } from './rounds.ts';

export const print = (...cells: readonly (string | number)[]): void =>
  console.log(`| ${cells.join(' | ')} |`);

export const title = (text: string): void => console.log(`\n### ${text}\n`);

/** With three digits that say something. */
export const rounded = (figure: number): string => figure.toFixed(figure < 10 ? 2 : figure < 100 ? 1 : 0);

/** Of the figures of each workload, those of each server. */
export type AllFigures = ReadonlyMap<string, ReadonlyMap<string, Figures>>;

export function printFigures(heading: string, figures: AllFigures, baseline: string): void {
  title(heading);
  print(
    '',
    'served by',
    'CPU ms',
    'relative',
    'half of the rounds',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'upstream requests',
  );
  print('---', '---', '---:', '---:', '---:', '---:', '---:', '---:', '---:');
  for (const [workload, byServer] of figures)
    for (const [server, { cpu, perSecond, p50, p99, upstreamRequests }] of byServer) {
      const ratios = ratiosOf(byServer, server, baseline);
      print(
        workload,
        server,
        cpu.toFixed(3),
        rounded(quantile(ratios, 0.5)),
        `${rounded(quantile(ratios, 0.25))} to ${rounded(quantile(ratios, 0.75))}`,
        perSecond.toFixed(0),
        rounded(p50),
        rounded(p99),
        upstreamRequests.toFixed(1),
      );
    }
}

/** CPU relative to the baseline's in the same round. */
export function ratiosOf(byServer: ReadonlyMap<string, Figures>, server: string, baseline: string): number[] {
  const base = byServer.get(baseline)?.rounds ?? [];
  return (byServer.get(server)?.rounds ?? []).map((cpu, round) => cpu / (base[round] ?? Number.NaN));
}

const sum = (figures: readonly number[]): number => figures.reduce((all, figure) => all + figure, 0);

/** The middle one, because what else the machine does meets a round of one server, and not that of another. */
const ratioOf = (byServer: ReadonlyMap<string, Figures>, server: string, baseline: string): number =>
  quantile(ratiosOf(byServer, server, baseline), 0.5);

export function printTotals(figures: AllFigures, baseline: string): void {
  const servers = new Set([...figures.values()].flatMap(byServer => [...byServer.keys()]));
  console.log();
  for (const server of servers) {
    if (server === baseline) continue;
    const ratios = [...figures.values()].map(byServer => ratioOf(byServer, server, baseline));
    const mean = Math.exp(sum(ratios.map(Math.log)) / ratios.length);
    console.log(`- ${server}: geometric mean ${rounded(mean)}, at most ${rounded(Math.max(...ratios))}`);
  }
}
