import type { Cancellation } from '../../async/cancellation.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { OnProcessExit } from '../../domain/index-settings.ts';
import { IndexStorageError } from '../store/storage-error.ts';
import { type Connection, createConnection, notOpen } from './connection.ts';
import type { Handlers } from './handlers.ts';
import { type StartThread, startThread, type WorkerSettings } from './start-thread.ts';

/** The worker of the index, as the main thread sees it. It runs from the first `openAccount`, and again from the next if it dies. */
export interface IndexWorker {
  /** Sends a request of the sync; rejects with NOT_OPEN while the worker does not run. */
  readonly request: SendRequest;
  /** Sends a request of a client; rejects with OVERLOADED if too many of them wait, or the index cannot be read. */
  readonly query: SendRequest;
  /** Ends the write in progress, and the worker. */
  close(): Promise<void>;
}

export type SendRequest = <Kind extends keyof Handlers>(
  kind: Kind,
  args: Parameters<Handlers[Kind]>[0],
  cancellation?: Cancellation,
) => ReturnType<Handlers[Kind]>;

export interface IndexWorkerOptions {
  readonly settings: WorkerSettings;
  /** Called with a sentence for operators. */
  readonly onNotice: (message: string) => void;
  readonly onProcessExit?: OnProcessExit | undefined;
  readonly start?: StartThread;
}

/** Maximum number of requests of clients that wait for the worker. */
export const maxWaitingQueries = 64;

export function createIndexWorker({
  settings,
  onNotice,
  onProcessExit,
  start = startThread,
}: IndexWorkerOptions): IndexWorker {
  let connection: Connection | null = null;
  let isClosed = false;
  let queries = 0;

  function onEnd(error: Error | null): void {
    connection = null;
    if (isClosed) return;
    onNotice(
      `The worker of the index has died (${error?.message ?? 'for no known reason'}); it is started again.`,
    );
  }

  function connected(kind: string): Connection {
    // Only an account that is opened starts a worker, because its sync waits longer after each failure.
    if (!connection && (isClosed || kind !== 'openAccount')) throw notOpen();
    connection ??= createConnection(start(settings, onProcessExit), { onNotice, onEnd });
    return connection;
  }

  const send = async (kind: string, args: readonly unknown[], cancellation?: Cancellation) =>
    connected(kind).send(kind, args, cancellation);

  async function query(kind: string, args: readonly unknown[], cancellation?: Cancellation) {
    if (queries >= maxWaitingQueries) throw overloaded();
    queries += 1;
    try {
      return await send(kind, args, cancellation);
    } catch (failure) {
      throw failure instanceof IndexStorageError ? unreadable(failure) : failure;
    } finally {
      queries -= 1;
    }
  }

  return {
    request: send as SendRequest,
    query: query as SendRequest,
    async close() {
      isClosed = true;
      await connection?.close();
    },
  };
}

/** Failure of the store, whose message is for operators; the sync meets it too, and tells them. */
const unreadable = (cause: IndexStorageError): SwitchboardError =>
  new SwitchboardError('OVERLOADED', 'The index of calls cannot be read just now.', {
    retryable: true,
    cause,
  });

const overloaded = (): SwitchboardError =>
  new SwitchboardError('OVERLOADED', 'Too many requests wait for the index already.', {
    retryable: true,
    retryAfter: 1,
  });
