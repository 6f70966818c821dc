import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../src/domain/call.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { createStore, libsqlIn, pageOf, type StoreParts } from '../call-index/open-store.ts';
import { sandboxRows } from '../call-index/sandbox-rows.ts';

// Space, time and memory of the store of an index over both sandboxes. `npm run figures:store`, or fewer calls by `-- 100000`.

const count = Number(process.argv[2] ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;
const print = (figure: string, value: string): void => console.log(`| ${figure} | ${value} |`);

const before = (at: Instant | null, days: number): Instant | null =>
  at && `${new Date(Date.parse(at) - days * 86_400_000).toISOString().slice(0, 10)}${at.slice(10)}`;

/** A call of the sandbox again, on an earlier day and with a key of its own. */
function repeated(call: Call, days: number, number: number): Call {
  if (days === 0) return call;
  return {
    ...call,
    startedAt: before(call.startedAt, days),
    createdAt: before(call.createdAt, days),
    endedAt: before(call.endedAt, days),
    updatedAt: before(call.updatedAt, days),
    sid: `${call.sid.slice(0, -7)}${String(number).padStart(7, '0')}`,
    databaseId: call.databaseId && String(100_000_000 - number),
  };
}

function* pagesOf(calls: readonly Call[], size: number): Generator<Call[]> {
  for (let start = 0; start < count / 2; start += size)
    yield Array.from({ length: size }, (_, at) => {
      const number = start + at;
      return repeated(calls[number % calls.length] as Call, Math.floor(number / calls.length), number);
    });
}

async function fill({ store }: StoreParts, calls: readonly Call[], size: number): Promise<void> {
  const source = calls[0]?.source ?? 'BURKI';
  const times: number[] = [];
  await store.openAccount(source, 'sandbox');
  for (const page of pagesOf(calls, size)) {
    const started = process.cpuUsage();
    await store.writePage(source, pageOf(page, { walk: 1 }));
    times.push(milliseconds(process.cpuUsage(started)));
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${sorted[Math.floor(sorted.length * share)]?.toFixed(1)} ms`;
  print(`Write of a page of ${size} calls of ${source}, CPU, median and p99`, `${at(0.5)}, ${at(0.99)}`);
}

console.log(`| ${count.toLocaleString('en')} calls | |\n| --- | --- |`);
const { butter, burki } = await sandboxRows(5_000);
const parts = createStore(libsqlIn(folder));
await fill(parts, butter, 100);
await fill(parts, burki, 1_000);
await parts.store.close();
const { size } = statSync(join(folder, 'index.db'));
print('Space on disk for a thousand calls', `${(size / 1_000 / count).toFixed(2)} MB`);
const loader = new URL('./index-memory.ts', import.meta.url).pathname;
process.stdout.write(
  execFileSync(process.execPath, ['--import', 'tsx', loader, folder], { encoding: 'utf8' }),
);
