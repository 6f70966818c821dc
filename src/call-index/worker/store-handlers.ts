import type { SourceName } from '../../domain/source-name.ts';
import type { StoreParts } from '../masking/masked-store.ts';
import { leadHandlers } from './lead-handlers.ts';

/** Requests of the store, which are carried out one after the other. The wait for the lead holds up none of them. */
export function storeHandlers({ store, erasure, accounts }: StoreParts) {
  let last: Promise<unknown> = Promise.resolve();

  const inTurn =
    <Args extends readonly unknown[], Result>(request: (...args: Args) => Promise<Result>) =>
    (args: Args): Promise<Result> => {
      const result = last.then(() => request(...args));
      last = result.catch(() => undefined);
      return result;
    };

  return {
    openAccount: inTurn(store.openAccount),
    writePage: inTurn(store.writePage),
    writeState: inTurn(store.writeState),
    unseenKeys: inTurn(store.unseenKeys),
    removeCalls: inTurn(store.removeCalls),
    removeOlder: inTurn(store.removeOlder),
    addRechecks: inTurn(store.addRechecks),
    dueRechecks: inTurn(store.dueRechecks),
    sampleKeys: inTurn(store.sampleKeys),
    resetAccount: inTurn(store.resetAccount),
    closeStore: inTurn(store.close),
    eraseCall: inTurn(erasure.eraseCall),
    restoreCall: inTurn(erasure.restoreCall),
    keysNamed: inTurn(erasure.keysNamed),
    follow: inTurn(accounts.follow),
    confirmDeletion: inTurn((source: SourceName, walk: number) =>
      accounts.use(source, async (database, { id }) => database.shared?.confirmDeletion(id, walk)),
    ),
    // A read of its own, which waits for no write.
    databaseBytes: async (_: readonly []) => (await accounts.shared()?.readBytes()) ?? null,
    ...leadHandlers({
      share: () => inTurn(accounts.share)([]),
      readSeenWalks: () => inTurn(accounts.readSeenWalks)([]),
    }),
  };
}
