import { createCancellation } from '../../async/cancellation.ts';
import type { IndexWorker } from './index-worker.ts';

/** Milliseconds after which the size is given up, so that a database that does not answer holds up no metrics. */
const patienceMs = 1_000;

/** Bytes of the tables of a shared database; null if it does not answer in time, or is not open. */
export async function databaseBytes({ request }: Pick<IndexWorker, 'request'>): Promise<number | null> {
  const patience = createCancellation();
  const timer = setTimeout(() => patience.cancel(new Error('The time is over.')), patienceMs);
  try {
    return await request('databaseBytes', [], patience);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
