import { Worker } from 'node:worker_threads';
import type { IndexLocation, OnProcessExit } from '../../domain/index-settings.ts';
import { createNativeGate } from '../store/libsql/native-gate.ts';
import type { WorkerRequest, WorkerResponse } from './messages.ts';

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

/** Settings of the worker. */
export type WorkerSettings = IndexLocation & { readonly numbersKey?: string | null };

export type StartThread = (settings: WorkerSettings, onProcessExit?: OnProcessExit) => WorkerThread;

/**
 * Bounds on the heap of the worker in MB, which its columns do not count for. Without them it lets garbage of the rows that pass
 * through it grow to dozens of MB before it collects them.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 256 };

/** Data of the worker thread. */
export interface ThreadData {
  readonly settings: WorkerSettings;
  readonly gate: SharedArrayBuffer;
}

/**
 * Starts the worker beside this file, which is JavaScript unless the gateway runs from its source. At the end of the process, too,
 * it is terminated between two calls of its engine.
 */
export const startThread: StartThread = (settings, onProcessExit) => {
  const gate = createNativeGate();
  const worker = startWorker({ settings, gate: gate.memory });
  const spare = onProcessExit?.(gate.shut);
  if (spare) worker.on('exit', spare);
  return {
    postMessage: worker.postMessage.bind(worker),
    on: worker.on.bind(worker),
    terminate() {
      gate.shut();
      return worker.terminate();
    },
  };
};

function startWorker(workerData: ThreadData): Worker {
  const options = { workerData, resourceLimits };
  return import.meta.url.endsWith('.ts')
    ? new Worker(fromSource(new URL('./thread.ts', import.meta.url)), { ...options, eval: true })
    : new Worker(new URL('./thread.js', import.meta.url), options);
}

/** Registers tsx first, because Node 20 starts no worker from TypeScript, and passes no loader on to it. */
const fromSource = (entry: URL): string =>
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry)});
  });`;
