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

/**
 * Bound on the heap of young objects, in MB. By default it grows to 48, because rows pass through it in great numbers, and would
 * be most of the memory of the index beside the columns.
 */
const maxYoungGenerationSizeMb = 2;

/** Starts the worker beside this file, which is JavaScript unless the gateway runs from its source. */
export const startThread: StartThread = workerData => {
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb } };
  return import.meta.url.endsWith('.ts')
    ? new Worker(fromSource(new URL('./thread.ts', import.meta.url)), { ...options, eval: true })
    : new Worker(new URL('./thread.js', import.meta.url), options);
};

/** Registers tsx first, because Node 20 starts no worker from TypeScript, and passes no loader on to it. */
const fromSource = (entry: URL): string =>
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry)});
  });`;
