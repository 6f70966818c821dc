import { isDeepStrictEqual } from 'node:util';
import type { IndexStore } from '../../../src/call-index/store/index-store.ts';

/** A store that gives each request to two others, and tells the answers in which they differ. */
export function createPairedStore(
  one: IndexStore,
  other: IndexStore,
  onDifference: (answers: readonly unknown[]) => void,
): IndexStore {
  const both =
    <Args extends readonly unknown[], Result>(
      ask: (store: IndexStore, ...args: Args) => Promise<Result>,
    ): ((...args: Args) => Promise<Result>) =>
    async (...args) => {
      const [answer, same] = [await ask(one, ...args), await ask(other, ...args)];
      if (!isDeepStrictEqual(same, answer)) onDifference([answer, same]);
      return answer;
    };

  return {
    openAccount: both((store, ...args) => store.openAccount(...args)),
    writePage: both(async (store, ...args: Parameters<IndexStore['writePage']>) => {
      const outcome = await store.writePage(...args);
      return { ...outcome, changedKeys: outcome.changedKeys.toSorted() };
    }),
    writeState: both((store, ...args) => store.writeState(...args)),
    unseenKeys: both(async (store, ...args: Parameters<IndexStore['unseenKeys']>) =>
      store.unseenKeys(...args),
    ),
    removeCalls: both((store, ...args) => store.removeCalls(...args)),
    removeOlder: both((store, ...args) => store.removeOlder(...args)),
    addRechecks: both((store, ...args) => store.addRechecks(...args)),
    dueRechecks: both(async (store, ...args: Parameters<IndexStore['dueRechecks']>) =>
      (await store.dueRechecks(...args)).toSorted(
        (a, b) => a.dueAt - b.dueAt || (a.target < b.target ? -1 : 1),
      ),
    ),
    // Samples may differ, as long as they are of the same index.
    sampleKeys: (...args) => one.sampleKeys(...args),
    resetAccount: both((store, ...args) => store.resetAccount(...args)),
    close: async () => {},
  };
}
