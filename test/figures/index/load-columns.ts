import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cpuMs } from './cpu.ts';

// Opens both accounts of a name in the index of a folder, by the built worker, and prints time and memory.

const [folder = '', accountName = ''] = process.argv.slice(2);

const built = new URL('../../../dist/call-index/worker/', import.meta.url);
const { createIndexWorker }: typeof import('../../../src/call-index/worker/index-worker.ts') = await import(
  new URL('index-worker.js', built).href
);
const { createWorkerStore }: typeof import('../../../src/call-index/worker/worker-store.ts') = await import(
  new URL('worker-store.js', built).href
);

const megabytes = (): number => process.memoryUsage.rss() / 1e6;

const [cpuBefore, megabytesBefore] = [cpuMs(), megabytes()];
const worker = createIndexWorker({
  settings: { path: join(folder, 'index.db') },
  onNotice: notice => console.error(notice),
});
const store = createWorkerStore(worker);
for (const source of ['BUTTER', 'BURKI'] as const) await store.openAccount(source, accountName);
const cpuSeconds = (cpuMs() - cpuBefore) / 1_000;
// Garbage of the rows is collected meanwhile.
await wait(5_000);
console.log(JSON.stringify({ cpuSeconds, megabytes: megabytes() - megabytesBefore }));
await worker.close();
