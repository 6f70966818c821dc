/** Entry of the worker thread, which holds the database and the columns of the index. */
import { parentPort, workerData } from 'node:worker_threads';
import { openLibsqlDatabase } from '../store/libsql/libsql-database.ts';
import { createService } from './handlers.ts';
import type { WorkerResponse, WorkerSettings } from './messages.ts';
import { serve } from './serve.ts';

const { path } = workerData as WorkerSettings;

if (parentPort) {
  const port = parentPort;
  const onNotice = (message: string) =>
    port.postMessage({ type: 'notice', message } satisfies WorkerResponse);
  serve(
    port,
    createService(isDamaged => openLibsqlDatabase({ path, now: Date.now, onNotice }, isDamaged)),
  );
}
