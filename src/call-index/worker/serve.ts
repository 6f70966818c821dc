import { type CancellationSource, createCancellation } from '../../async/cancellation.ts';
import { encodeFailure } from './failure-codec.ts';
import type { WorkerRequest, WorkerResponse } from './messages.ts';

/** The worker's side of its channel to the main thread. */
export interface WorkerPort {
  on(event: 'message', listener: (request: WorkerRequest) => void): unknown;
  postMessage(response: WorkerResponse): void;
  close(): void;
}

/** Answers the requests of one kind. Arguments and result are plain data, because they cross threads. */
export type Handler = (args: never, cancellation: CancellationSource) => Promise<unknown>;

export interface Service {
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Ends the writes in progress. */
  close(): Promise<void>;
}

/** Answers requests until the main thread closes the channel. */
export function serve(port: WorkerPort, { handlers, close }: Service): void {
  const running = new Map<number, CancellationSource>();

  async function handle(id: number, kind: string, args: readonly unknown[]): Promise<WorkerResponse> {
    try {
      const handler = handlers[kind];
      if (!handler) throw new TypeError(`The worker of the index knows no request "${kind}".`);
      const cancellation = createCancellation();
      running.set(id, cancellation);
      return { type: 'result', id, value: await handler(args as never, cancellation) };
    } catch (failure) {
      return { type: 'failure', id, failure: encodeFailure(failure) };
    } finally {
      running.delete(id);
    }
  }

  const cancel = (id: number): void => running.get(id)?.cancel(new Error('The request was cancelled.'));

  async function end(): Promise<void> {
    for (const id of running.keys()) cancel(id);
    // A store that fails to close is read again by the next process.
    await close().catch(() => undefined);
    port.close();
  }

  port.on('message', async request => {
    if (request.type === 'close') await end();
    else if (request.type === 'cancel') cancel(request.id);
    else port.postMessage(await handle(request.id, request.kind, request.args));
  });
}
