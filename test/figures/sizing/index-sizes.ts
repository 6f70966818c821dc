import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { OpenRowDatabase } from '../../../src/call-index/store/accounts.ts';
import { openPostgresDatabase } from '../../../src/call-index/store/postgres/postgres-database.ts';
import { startBurkiSandbox, startButterSandbox } from '../../../src/sandbox/index.ts';
import type { ServerProcess } from '../../bench/processes.ts';
import { libsqlIn } from '../../call-index/open-store.ts';
import { sandboxRows } from '../../call-index/sandbox-rows.ts';
import { atMost, type Figure } from '../index/figure.ts';
import { ask, untilCurrent } from '../index/gateways.ts';
import { accountName, fillIndex, type Samples } from './filled-index.ts';
import { measureIndexRequests } from './index-requests.ts';
import type { MeasurePart } from './part.ts';
import { createDatabase, type Servers, startOver, untilReady } from './servers.ts';

// Disk, start and memory of a replica by the number of its calls, and the cost of what the largest index answers.

interface Database {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly open: OpenRowDatabase;
  bytes(): Promise<number>;
  close(): void;
}

const bytesOfTables = `select sum(pg_total_relation_size(oid))::float8 from pg_class
  where relnamespace = 'switchboard_index'::regnamespace and relkind = 'r'`;

function fileDatabase(): Database {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
  const path = join(folder, 'index.db');
  return {
    name: 'file',
    settings: { INDEX_PATH: path },
    open: libsqlIn(folder),
    bytes: async () => statSync(path).size,
    close: () => rmSync(folder, { recursive: true }),
  };
}

async function postgresDatabase(servers: Servers): Promise<Database> {
  const url = (await createDatabase(servers, 'sizes'))('one');
  return {
    name: 'PostgreSQL',
    settings: { INDEX_URL: url },
    open: () => openPostgresDatabase(url),
    async bytes() {
      const [[bytes] = []] = await servers.postgres.query(bytesOfTables, 'sizes');
      return Number(bytes);
    },
    close: () => undefined,
  };
}

export const measureIndex: MeasurePart = async servers => {
  const sizes = servers.isQuick ? [2_000, 20_000] : [10_000, 100_000, 1_000_000];
  const { butter, burki } = await sandboxRows(5_000);
  const sandboxes = [
    await startButterSandbox({ calls: 320 }),
    await startBurkiSandbox({ calls: 320 }),
  ] as const;
  const sources = {
    BUTTER_URL: sandboxes[0].url,
    BUTTER_API_KEY: sandboxes[0].apiKey,
    BURKI_URL: sandboxes[1].url,
    BURKI_API_KEY: sandboxes[1].apiKey,
  };
  const start = (settings: Database['settings']) => startOver(servers, { ...sources, ...settings });
  const without = await start({ INDEX: 'off' });
  await untilReady(without);
  await wait(settleMs(servers));
  const stage = { servers, samples: [butter, burki], start };
  const memoryWithout = memoryOf(without);
  await without.close();
  const databases = [fileDatabase(), await postgresDatabase(servers)];
  const measured: Size[] = [];
  for (const database of databases) measured.push(...(await measureDatabase(stage, database, sizes)));
  const largest = await openFilled(stage, databases[1] as Database, sizes.at(-1) ?? 0);
  await untilCurrent(largest.gateway.url);
  const requests = await measureIndexRequests(servers, largest.gateway);
  await largest.gateway.close();
  for (const { close } of [...sandboxes, ...databases]) await close();
  const table = { head, rows: [['no index', memoryWithout, '–', '–', '–'], ...measured.map(rowOf)] };
  return {
    tables: { sizes: table, 'index-requests': requests },
    figures: servers.isQuick ? [] : [memoryFigure(...(measured.slice(-2) as [Size, Size]))],
  };
};

/** Millions of bytes. */
const memoryOf = (gateway: ServerProcess): number => (gateway.memory() * 1_024 ** 2) / 1e6;

const settleMs = ({ isQuick }: Servers): number => (isQuick ? 1_000 : 5_000);

interface Stage {
  readonly servers: Servers;
  readonly samples: Samples;
  readonly start: (settings: Database['settings']) => Promise<ServerProcess>;
}

interface Size {
  readonly database: string;
  readonly calls: number;
  readonly memory: number;
  /** Seconds from the start of the process until the index answers, and of CPU. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** On disk. */
  readonly bytes: number;
}

async function measureDatabase(stage: Stage, database: Database, sizes: readonly number[]): Promise<Size[]> {
  const measured: Size[] = [];
  for (const [at, calls] of sizes.entries()) {
    await fillIndex(database.open, stage.samples, { from: sizes[at - 1] ?? 0, to: calls });
    const bytes = await database.bytes();
    const { gateway, ...start } = await openFilled(stage, database, calls);
    await wait(settleMs(stage.servers));
    measured.push({ database: database.name, calls, memory: memoryOf(gateway), bytes, ...start });
    await gateway.close();
  }
  return measured;
}

/** Opens a gateway, and waits until its columns hold all calls. */
async function openFilled({ start }: Stage, { settings }: Database, calls: number) {
  const startedAt = performance.now();
  const names = { BUTTER_ACCOUNT: accountName, BURKI_ACCOUNT: accountName };
  const gateway = await start({ ...settings, ...names, INDEX: 'on' });
  const count = async (): Promise<number> =>
    (await ask(gateway.url, '{ callStats { total { callCount } } }')).data?.callStats?.total.callCount ?? 0;
  while ((await count()) < calls) await wait(50);
  const loaded = { seconds: (performance.now() - startedAt) / 1_000, cpuSeconds: gateway.cpu() / 1_000 };
  await untilReady(gateway);
  return { gateway, ...loaded };
}

const head = ['Calls', 'memory MB', 'start s', 'start CPU s', 'disk bytes a call'];

const rowOf = ({ database, calls, memory, seconds, cpuSeconds, bytes }: Size) => [
  `${calls.toLocaleString('en')}, ${database}`,
  memory,
  seconds,
  cpuSeconds,
  bytes / calls,
];

/** Bytes of memory that each further call may take in a replica. */
const maxBytes = 150;

/** Growth from one size to the next, because the worker takes some memory without any call. */
const memoryFigure = (small: Size, large: Size): Figure =>
  atMost(
    `Memory of a replica for each call from ${small.calls.toLocaleString('en')} to ${large.calls.toLocaleString('en')} in ${large.database}`,
    ((large.memory - small.memory) * 1e6) / (large.calls - small.calls),
    maxBytes,
    'bytes',
  );
