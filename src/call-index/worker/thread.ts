/** Entry of the worker thread, which holds the database and the columns of the index. */
import { parentPort, workerData } from 'node:worker_threads';
import { createMasking } from '../masking/masking.ts';
import { openLibsqlDatabase } from '../store/libsql/libsql-database.ts';
import { createNativeRunner } from '../store/libsql/native-gate.ts';
import type { RowDatabase } from '../store/row-database.ts';
import { createService } from './handlers.ts';
import type { WorkerResponse } from './messages.ts';
import { serve } from './serve.ts';
import type { ThreadData } from './start-thread.ts';
import { lowerThreadPriority } from './thread-priority.ts';

const { settings, gate } = workerData as ThreadData;

const masking = settings.numbersKey ? createMasking(settings.numbersKey) : null;

const runNative = createNativeRunner(gate);

const maskedBy = masking?.fingerprint ?? null;

/** The driver of PostgreSQL is loaded only if it is used. */
async function openDatabase(isDamaged: boolean, onNotice: (message: string) => void): Promise<RowDatabase> {
  if ('path' in settings)
    return openLibsqlDatabase(
      { path: settings.path, maskedBy, runNative, now: Date.now, onNotice },
      isDamaged,
    );
  const { openPostgresDatabase } = await import('../store/postgres/postgres-database.ts');
  return openPostgresDatabase(settings.url, { maskedBy, onNotice });
}

if (parentPort) {
  lowerThreadPriority();
  const port = parentPort;
  const onNotice = (message: string) =>
    port.postMessage({ type: 'notice', message } satisfies WorkerResponse);
  serve(
    port,
    createService(isDamaged => openDatabase(isDamaged, onNotice), masking),
  );
}
