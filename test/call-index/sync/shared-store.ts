import { type CancellationSource, createCancellation } from '../../../src/async/cancellation.ts';
import type { IndexStore } from '../../../src/call-index/store/index-store.ts';

/** A store that several processes share, of which one at a time may lead. */
export function sharedBy(store: IndexStore) {
  const waiting: (() => void)[] = [];
  let loss: CancellationSource | null = null;
  let confirmedWalk: number | null = null;

  const openAccount: IndexStore['openAccount'] = async (...account) => ({
    ...(await store.openAccount(...account)),
    confirmedWalk,
  });

  function next(): void {
    loss = null;
    waiting.shift()?.();
  }

  const shared: IndexStore = {
    ...store,
    openAccount,
    follow: source => openAccount(source, 'an-account'),
    async confirmDeletion(_, walk) {
      confirmedWalk = walk;
    },
    async lead(cancellation) {
      if (loss)
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          cancellation.onCancel(reject);
        });
      const own = createCancellation();
      loss = own;
      return {
        loss: own,
        release: async () => {
          if (loss === own) next();
        },
      };
    },
  };
  return {
    shared,
    /** Takes the lead away, as a lost connection does. */
    lose() {
      const lost = loss;
      next();
      lost?.cancel(new Error('The connection is lost.'));
    },
  };
}
