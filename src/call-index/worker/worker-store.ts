import type { Erasure } from '../store/erasure.ts';
import type { IndexStore } from '../store/index-store.ts';
import type { IndexWorker } from './index-worker.ts';

/** The store of the worker. */
export const createWorkerStore = ({ request, close }: IndexWorker): IndexStore => ({
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
