import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startBurkiSandbox, startButterSandbox } from '../../../src/sandbox/index.ts';
import { atMost, type Figure, type MeasurePart, printHead, printRow } from './figure.ts';
import { openGateway } from './gateways.ts';

// Requests of a walk through both sandboxes, by their own records.

/** Requests in a second that the default share is of Butter's default quota. */
const perSecond = 5;

export const measureWalk: MeasurePart = async () => {
  printHead('Calls', 'Butter, pages', 'Burki, pages', 'Readings of the newest end', 'Counts', 'Seconds');
  const large = await walk(100_000, { BUTTER_RPS: 'off' });
  const small = await walk(20_000);
  return [
    ...requestFigures(large, { butter: 1_000, burki: 100 }),
    ...requestFigures(small, { butter: 200, burki: 40 }),
    atMost('Requests to Butter in any second of a walk', small.mostInASecond, perSecond, 'requests'),
  ];
};

interface WalkRequests {
  readonly calls: number;
  readonly butterPages: number;
  readonly burkiPages: number;
  readonly mostInASecond: number;
}

interface Bounds {
  readonly butter: number;
  readonly burki: number;
}

function requestFigures(
  { calls, butterPages, burkiPages }: WalkRequests,
  { butter, burki }: Bounds,
): Figure[] {
  const callsOf = `${calls.toLocaleString('en')} calls of`;
  return [
    atMost(`Pages for ${callsOf} Butter`, butterPages, butter, 'requests'),
    atMost(`Pages for ${callsOf} Burki`, burkiPages, burki, 'requests'),
  ];
}

async function walk(calls: number, settings: Readonly<Record<string, string>> = {}): Promise<WalkRequests> {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
  const [butter, burki] = [await startButterSandbox({ calls }), await startBurkiSandbox({ calls })];
  const arrivals = arrivalsAt(butter);
  const startedAt = performance.now();
  const gateway = await openGateway({
    BUTTER_URL: butter.url,
    BUTTER_API_KEY: butter.apiKey,
    BURKI_URL: burki.url,
    BURKI_API_KEY: burki.apiKey,
    INDEX: 'on',
    INDEX_PATH: join(folder, 'index.db'),
    ...settings,
  });
  await gateway.untilCurrent();
  const seconds = (performance.now() - startedAt) / 1_000;
  await gateway.close();
  const count = ({ requests }: Sandbox, pattern: RegExp) =>
    requests.filter(({ url }) => pattern.test(url)).length;
  // The first reading of the newest end is the first page of the walk; of Burki it is a page of its own.
  const butterPages = count(butter, /cursor=/) + 1;
  const burkiPages = count(burki, /limit=1000\b/);
  const newestEnds = count(butter, /\?limit=100$/) - 1 + count(burki, /limit=100$/);
  const counts = count(burki, /\/count$/);
  printRow(calls, butterPages, burkiPages, newestEnds, counts, seconds.toFixed(0));
  const others =
    butter.requests.length + burki.requests.length - butterPages - burkiPages - newestEnds - counts;
  if (others !== 0) throw new Error(`${others} requests are of no kind that is counted.`);
  for (const sandbox of [butter, burki]) await sandbox.close();
  rmSync(folder, { recursive: true });
  return { calls, butterPages, burkiPages, mostInASecond: mostInASecond(arrivals) };
}

/** Times at which requests for lists arrive from now on. */
function arrivalsAt(sandbox: Sandbox): readonly number[] {
  const arrivals: number[] = [];
  const note = (): boolean => {
    arrivals.push(performance.now());
    return false;
  };
  sandbox.play({ route: 'list', matches: note, fault: { kind: 'hang' } });
  return arrivals;
}

function mostInASecond(arrivals: readonly number[]): number {
  const inSecondBefore = (end: number) => arrivals.filter(at => at > end - 1_000 && at <= end).length;
  return Math.max(...arrivals.map(inSecondBefore));
}
