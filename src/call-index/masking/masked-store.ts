import type { Accounts } from '../store/accounts.ts';
import type { Erasure } from '../store/erasure.ts';
import type { AccountSnapshot, IndexStore, PageWrite, Recheck, SyncState } from '../store/index-store.ts';
import type { Masking } from './masking.ts';

/** The parts of the store to which calls, keys or places are given, and which give them back. */
export interface StoreParts {
  readonly store: IndexStore;
  readonly erasure: Erasure;
  readonly accounts: Accounts;
}

/** Puts a masking in front of a store, which thereby holds masked calls, keys and places alone. */
export function maskStore({ store, erasure, accounts }: StoreParts, masking: Masking): StoreParts {
  const { unmaskState } = stateMasking(masking);
  const unmaskSnapshot = ({ state, ...rest }: AccountSnapshot): AccountSnapshot => ({
    ...rest,
    state: unmaskState(state),
  });
  return {
    store: maskRows(store, masking, unmaskSnapshot),
    erasure: maskErasure(erasure, masking),
    accounts: { ...accounts, follow: async source => unmaskSnapshot(await accounts.follow(source)) },
  };
}

function maskRows(
  store: IndexStore,
  masking: Masking,
  unmaskSnapshot: (snapshot: AccountSnapshot) => AccountSnapshot,
): IndexStore {
  const { maskText, unmaskText } = masking;
  const { maskState } = stateMasking(masking);
  const { maskRechecks, unmaskRechecks } = recheckMasking(masking);
  const maskWrite = (write: PageWrite): PageWrite => ({
    ...write,
    calls: write.calls.map(masking.maskCall),
    state: maskState(write.state),
    rechecks: maskRechecks(write.rechecks),
    doneRechecks: write.doneRechecks.map(maskText),
  });
  return {
    ...store,
    openAccount: async (...args) => unmaskSnapshot(await store.openAccount(...args)),
    resetAccount: async source => unmaskSnapshot(await store.resetAccount(source)),
    async writePage(source, write) {
      const { changedKeys, ...outcome } = await store.writePage(source, maskWrite(write));
      return { ...outcome, changedKeys: changedKeys.map(unmaskText) };
    },
    writeState: (source, state) => store.writeState(source, maskState(state)),
    async unseenKeys(source, walk, after, limit) {
      const { keys, ...unseen } = await store.unseenKeys(source, walk, after && maskText(after), limit);
      return { ...unseen, keys: keys.map(unmaskText) };
    },
    removeCalls: (source, keys, state) => store.removeCalls(source, keys.map(maskText), maskState(state)),
    addRechecks: (source, rechecks) => store.addRechecks(source, maskRechecks(rechecks)),
    dueRechecks: async (...args) => unmaskRechecks(await store.dueRechecks(...args)),
    sampleKeys: async (...args) => (await store.sampleKeys(...args)).map(unmaskText),
  };
}

const maskErasure = (erasure: Erasure, { maskText, unmaskText }: Masking): Erasure => ({
  eraseCall: (source, key) => erasure.eraseCall(source, maskText(key)),
  restoreCall: (source, key) => erasure.restoreCall(source, maskText(key)),
  keysNamed: async (source, text) => (await erasure.keysNamed(source, maskText(text))).map(unmaskText),
});

const recheckMasking = ({ maskText, unmaskText }: Masking) => {
  const withTargets = (translate: (target: string) => string) => (rechecks: readonly Recheck[]) =>
    rechecks.map(recheck => ({ ...recheck, target: translate(recheck.target) }));
  return { maskRechecks: withTargets(maskText), unmaskRechecks: withTargets(unmaskText) };
};

/** The state holds the place of the walk, which is of a source's own making. */
const stateMasking = ({ maskText, unmaskText }: Masking) => {
  const withPlace =
    (translate: (place: string) => string) =>
    ({ walk, ...state }: SyncState): SyncState => ({
      ...state,
      walk: walk && { ...walk, place: walk.place && translate(walk.place) },
    });
  return { maskState: withPlace(maskText), unmaskState: withPlace(unmaskText) };
};
