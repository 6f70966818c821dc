import type { Cancellation } from '../../async/cancellation.ts';
import { IndexStorageError } from '../store/storage-error.ts';
import { decodeFailure } from './failure-codec.ts';
import type { WorkerResponse } from './messages.ts';
import type { WorkerThread } from './start-thread.ts';

/** Requests to one thread, from its start to its end. */
export interface Connection {
  send(kind: string, args: readonly unknown[], cancellation?: Cancellation): Promise<unknown>;
  /** Lets the thread end its writes, and resolves after its end. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly onNotice: (message: string) => void;
  /** Called once, when the thread has ended; with an error if it died of one. */
  readonly onEnd: (error: Error | null) => void;
}

interface Unanswered {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: Error) => void;
}

/** Milliseconds after which a thread is ended that does not close. */
const closeTimeout = 5_000;

export function createConnection(thread: WorkerThread, { onNotice, onEnd }: ConnectionOptions): Connection {
  const unanswered = new Map<number, Unanswered>();
  let requests = 0;
  let error: Error | null = null;

  function receive(response: WorkerResponse): void {
    if (response.type === 'notice') onNotice(response.message);
    else settle(response);
  }

  function settle(response: Exclude<WorkerResponse, { type: 'notice' }>): void {
    const request = unanswered.get(response.id);
    unanswered.delete(response.id);
    if (response.type === 'result') request?.resolve(response.value);
    else request?.reject(decodeFailure(response.failure));
  }

  const ended = new Promise<void>(resolve => {
    thread.on('exit', () => {
      for (const { reject } of unanswered.values()) reject(notOpen({ cause: error }));
      unanswered.clear();
      onEnd(error);
      resolve();
    });
  });
  thread.on('message', receive);
  thread.on('error', failure => {
    error = failure;
  });

  return {
    send(kind, args, cancellation) {
      if (cancellation?.reason) return Promise.reject(cancellation.reason);
      requests += 1;
      const id = requests;
      return new Promise((resolve, reject) => {
        thread.postMessage({ type: 'request', id, kind, args });
        const cancel = (reason: Error): void => {
          thread.postMessage({ type: 'cancel', id });
          reject(reason);
        };
        cancellation?.onCancel(cancel);
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T): void => {
            cancellation?.offCancel(cancel);
            settle(value);
          };
        unanswered.set(id, { resolve: settled(resolve), reject: settled(reject) });
      });
    },
    async close() {
      thread.postMessage({ type: 'close' });
      const timer = setTimeout(thread.terminate, closeTimeout);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Failure of requests to a worker that has ended. */
export const notOpen = (options?: ErrorOptions): IndexStorageError =>
  new IndexStorageError('NOT_OPEN', 'The worker of the index is not running.', options);
