import { Worker } from 'node:worker_threads';
import type { WorkerRequest, WorkerResponse, WorkerSettings } from './messages.ts';

/** The main thread's side of its channel to the worker. */
export interface WorkerThread {
  postMessage(request: WorkerRequest): void;
  on(event: 'message', listener: (response: WorkerResponse) => void): unknown;
  /** An error of which the worker dies. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** The last event. */
  on(event: 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
}

export type StartThread = (settings: WorkerSettings) => WorkerThread;

/** Starts the worker beside this file, which is JavaScript unless the gateway runs from its source. */
export const startThread: StartThread = workerData =>
  import.meta.url.endsWith('.ts')
    ? new Worker(fromSource(new URL('./thread.ts', import.meta.url)), { eval: true, workerData })
    : new Worker(new URL('./thread.js', import.meta.url), { workerData });

/** Registers tsx first, because Node 20 starts no worker from TypeScript, and passes no loader on to it. */
const fromSource = (entry: URL): string =>
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry)});
  });`;
