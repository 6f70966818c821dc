import { setTimeout as wait } from 'node:timers/promises';
import { startBurkiSandbox, startButterSandbox } from '../../../src/sandbox/index.ts';
import type { ServerProcess } from '../../bench/processes.ts';
import { atMost } from '../index/figure.ts';
import { ask, untilCurrent } from '../index/gateways.ts';
import { type ByteCounter, openByteCounter } from './count-bytes.ts';
import { countPostgres, difference } from './counters.ts';
import type { MeasurePart } from './part.ts';
import { createDatabase, openGateway, type Role, roles } from './servers.ts';

// Load of a PostgreSQL that two replicas share, while one of them builds the index at Butter's default quota, and afterwards.

/** Counts of one gateway at its connections. */
type CountOf = (role: Role) => Promise<Record<Name, number>>;

type Name = 'calls' | 'statements' | 'rows' | 'wal' | 'cpu' | 'connections' | 'sent' | 'received';

export const measureDatabase: MeasurePart = async servers => {
  const [calls, buildingSeconds, idleSeconds] = servers.isQuick ? [4_000, 4, 4] : [12_000, 15, 15];
  const [butter, burki] = [await startButterSandbox({ calls }), await startBurkiSandbox({ calls })];
  const addressOf = await createDatabase(servers, 'shared');
  const counters = new Map<Role, ByteCounter>();
  const gateways: ServerProcess[] = [];
  for (const role of roles) {
    const address = new URL(addressOf(role));
    const counter = await openByteCounter(Number(address.port));
    counters.set(role, counter);
    address.port = String(counter.port);
    const sources = { BUTTER_URL: butter.url, BUTTER_API_KEY: butter.apiKey, BUTTER_RPS: '10' };
    const settings = { ...sources, BURKI_URL: burki.url, BURKI_API_KEY: burki.apiKey };
    gateways.push(await openGateway(servers, { ...settings, INDEX: 'on', INDEX_URL: address.href }));
  }
  const countOf: CountOf = async role => ({
    calls: await callCountOf(gateways[roles.indexOf(role)] as ServerProcess),
    ...(await countPostgres(servers.postgres, role)()),
    sent: counters.get(role)?.sent() ?? 0,
    received: counters.get(role)?.received() ?? 0,
  });
  await untilFollowed(gateways);
  const building = await ratesWhile(countOf, buildingSeconds);
  for (const { url } of gateways) await untilCurrent(url);
  const pages = butter.requests.filter(({ url }) => /cursor=/.test(url)).length + 1;
  const idle = await ratesWhile(countOf, idleSeconds);
  for (const { close } of gateways) await close();
  for (const { close } of [...counters.values(), butter, burki]) await close();
  const rows = [...rowsOf('building', building), ...rowsOf('idle', idle)];
  const name = `Pages for ${calls.toLocaleString('en')} calls of Butter by two replicas on one PostgreSQL`;
  return { tables: { database: { head, rows } }, figures: [atMost(name, pages, calls / 100, 'requests')] };
};

/** Resolves once the gateways hold nearly the same calls. */
async function untilFollowed(gateways: readonly ServerProcess[]): Promise<void> {
  for (;;) {
    const counts = await Promise.all(gateways.map(callCountOf));
    if (Math.min(...counts) > 0.9 * Math.max(...counts)) return;
    await wait(100);
  }
}

async function callCountOf({ url }: ServerProcess): Promise<number> {
  const { data } = await ask(url, '{ callSources { index { coverage { callCount } } } }');
  const counts: number[] = data.callSources.map(({ index }: SourceReply) => index.coverage.callCount);
  return counts.reduce((sum, count) => sum + count, 0);
}

interface SourceReply {
  readonly index: { readonly coverage: { readonly callCount: number } };
}

type Rates = ReadonlyMap<Role, Record<Name, number>>;

/** Counts in a second, but for connections. */
async function ratesWhile(countOf: CountOf, seconds: number): Promise<Rates> {
  const startedAt = performance.now();
  const before = await Promise.all(roles.map(countOf));
  await wait(seconds * 1_000);
  const after = await Promise.all(roles.map(countOf));
  const took = (performance.now() - startedAt) / 1_000;
  const rates = roles.map((role, at) => {
    const differences = difference(before[at] as Record<Name, number>, after[at] as Record<Name, number>);
    const rate = Object.fromEntries(
      Object.entries(differences).map(([name, figure]) => [name, figure / took]),
    );
    return [role, { ...rate, connections: after[at]?.connections ?? 0 } as Record<Name, number>] as const;
  });
  return new Map(rates);
}

/** The leader is the one that writes. */
function rowsOf(state: string, rates: Rates) {
  const [leader, follower] = [...rates.values()].toSorted((a, b) => b.wal - a.wal);
  return [rowOf(`${state}: the leader`, leader), rowOf(`${state}: a follower`, follower)];
}

const head = [
  'Replica',
  'new calls/s',
  'statements/s',
  'rows/s',
  'kB/s to PostgreSQL',
  'kB/s from PostgreSQL',
  'kB/s of WAL',
  'CPU ms/s of PostgreSQL',
  'connections',
];

const rowOf = (name: string, rates: Record<Name, number> | undefined) => {
  if (!rates) throw new Error('There are two replicas.');
  const { calls, statements, rows, sent, received, wal, cpu, connections } = rates;
  return [name, calls, statements, rows, sent / 1e3, received / 1e3, wal / 1e3, cpu, connections];
};
