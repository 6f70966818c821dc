import { EventEmitter } from 'node:events';
import type { WorkerRequest, WorkerResponse } from '../../src/call-index/worker/messages.ts';
import { type Service, serve } from '../../src/call-index/worker/serve.ts';
import type { WorkerThread } from '../../src/call-index/worker/start-thread.ts';

/** A worker in this thread. Its messages are cloned, and come in later turns, as between threads. */
export interface InProcessWorker extends WorkerThread {
  /** Ends at once, as if it had died. */
  die(error: Error): void;
}

export function startInProcess(service: Service): InProcessWorker {
  const outside = new EventEmitter();
  const inside = new EventEmitter();
  let isRunning = true;

  const deliver = (to: EventEmitter, message: WorkerRequest | WorkerResponse): void => {
    const copy = structuredClone(message);
    setImmediate(() => (to === outside || isRunning) && to.emit('message', copy));
  };

  function exit(): void {
    if (!isRunning) return;
    isRunning = false;
    setImmediate(() => outside.emit('exit'));
  }

  serve(
    {
      on: (event, listener) => inside.on(event, listener),
      postMessage: response => deliver(outside, response),
      close: exit,
    },
    service,
  );
  return {
    on: (event: string, listener: Parameters<EventEmitter['on']>[1]) => outside.on(event, listener),
    postMessage: request => deliver(inside, request),
    terminate: async () => exit(),
    die(error) {
      outside.emit('error', error);
      exit();
    },
  };
}
