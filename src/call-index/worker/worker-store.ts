import { createCancellation } from '../../async/cancellation.ts';
import type { Erasure } from '../store/erasure.ts';
import type { IndexStore, Lease } from '../store/index-store.ts';
import type { AccountName } from '../store/row-database.ts';
import type { IndexWorker } from './index-worker.ts';

/** The store of the worker. `sharedAccounts` are those that other processes may sync too; null if none can. */
export const createWorkerStore = (
  worker: IndexWorker,
  sharedAccounts: readonly AccountName[] | null = null,
): IndexStore => ({
  ...storeOf(worker),
  ...(sharedAccounts && sharingOf(worker, sharedAccounts)),
});

const storeOf = ({ request, close }: IndexWorker): IndexStore => ({
  openAccount: (...args) => request('openAccount', args),
  writePage: (...args) => request('writePage', args),
  writeState: (...args) => request('writeState', args),
  unseenKeys: (...args) => request('unseenKeys', args),
  removeCalls: (...args) => request('removeCalls', args),
  removeOlder: (...args) => request('removeOlder', args),
  addRechecks: (...args) => request('addRechecks', args),
  dueRechecks: (...args) => request('dueRechecks', args),
  sampleKeys: (...args) => request('sampleKeys', args),
  resetAccount: (...args) => request('resetAccount', args),
  close,
});

export const createWorkerErasure = ({ request }: IndexWorker): Erasure => ({
  eraseCall: (...args) => request('eraseCall', args),
  restoreCall: (...args) => request('restoreCall', args),
  keysNamed: (...args) => request('keysNamed', args),
});

const sharingOf = (
  { request }: IndexWorker,
  accounts: readonly AccountName[],
): Pick<IndexStore, 'lead' | 'follow' | 'confirmDeletion'> => ({
  follow: (...args) => request('follow', args),
  confirmDeletion: (...args) => request('confirmDeletion', args),
  async lead(cancellation): Promise<Lease> {
    await request('lead', [accounts], cancellation);
    const loss = createCancellation();
    // The death of the worker is a loss too.
    const lose = () => loss.cancel(new Error('The lead of the sync is lost.'));
    request('leadLoss', []).then(lose, lose);
    return { loss, release: () => request('releaseLead', []) };
  },
});
