import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

// Time and memory to open the index in the folder that the argument names, by the built worker. `figures:store` runs it.

const built = new URL('../../dist/call-index/worker/', import.meta.url);
const { createIndexWorker }: typeof import('../../src/call-index/worker/index-worker.ts') = await import(
  new URL('index-worker.js', built).href
);
const { createWorkerStore }: typeof import('../../src/call-index/worker/worker-store.ts') = await import(
  new URL('worker-store.js', built).href
);

const memory = (): number => process.memoryUsage.rss() / 1e6;
const print = (figure: string, value: string): void => console.log(`| ${figure} | ${value} |`);

const before = memory();
const started = process.cpuUsage();
const worker = createIndexWorker({
  settings: { path: join(process.argv[2] ?? '', 'index.db') },
  onNotice: notice => console.error(notice),
});
const store = createWorkerStore(worker);
for (const source of ['BUTTER', 'BURKI'] as const) await store.openAccount(source, 'sandbox');
const { user, system } = process.cpuUsage(started);
print('Start of the worker and loading of its columns, CPU', `${((user + system) / 1e6).toFixed(1)} s`);
await wait(5_000);
print('Memory of the process with the worker beyond that without', `${(memory() - before).toFixed(0)} MB`);
await worker.close();
