import type { IndexedRows } from '../columns/indexed-rows.ts';
import type { Accounts } from './accounts.ts';
import type { IndexStore, UnseenKeys } from './index-store.ts';
import { decodeRechecks, encodeRechecks, unerased } from './recheck-codec.ts';
import { removeIds, removeKeys } from './remove-rows.ts';
import { decodeText, encodeText } from './text-codec.ts';
import { writePage } from './write-page.ts';

/** Number of rows of replaced accounts that one write deletes besides. */
const sweptRows = 500;

/** Above this number of keys, a walk over all keys takes less time than to look up each. */
const maxLookedUpKeys = 5_000;

/** Creates the store of the accounts. Its requests must come one at a time. */
export function createIndexStore(accounts: Accounts, rows: IndexedRows): IndexStore {
  const { use } = accounts;
  let mayHaveReplaced = true;

  async function unseenKeysOf(
    source: Parameters<IndexStore['unseenKeys']>[0],
    walk: number,
    after: string | null,
    limit: number,
  ): Promise<UnseenKeys> {
    const { total, ids } = rows.unseen(source, walk, maxLookedUpKeys);
    const from = encodeText(after);
    const keys = await use(source, (database, { id: account }) =>
      total > maxLookedUpKeys
        ? database.unseenKeys(account, walk, from, limit)
        : database.findKeys(ids, from, limit),
    );
    return { total, keys: keys.map(decodeText) };
  }

  return {
    openAccount: accounts.open,
    async writePage(source, write) {
      const outcome = await use(source, (database, account) => writePage(database, account, rows, write));
      if (mayHaveReplaced) mayHaveReplaced = await accounts.useAny(database => database.sweep(sweptRows));
      return outcome;
    },
    writeState: (source, state) =>
      use(source, async (database, { id: account }) => void (await database.write({ account, state }))),
    unseenKeys: unseenKeysOf,
    async removeCalls(source, keys, state) {
      await use(source, (database, account) => removeKeys(database, account, rows, keys, { state }));
      return rows.count(source);
    },
    async removeOlder(source, before, limit) {
      const ids = rows.idsBefore(source, before, limit);
      await use(source, (database, account) => removeIds(database, account, rows, ids));
      return { removed: ids.length, callCount: rows.count(source) };
    },
    addRechecks: (source, rechecks) =>
      use(source, async (database, { id: account, erased }) => {
        await database.write({ account, rechecks: encodeRechecks(unerased(rechecks, erased)) });
      }),
    dueRechecks: async (source, now, limit) =>
      decodeRechecks(
        await use(source, (database, { id: account }) => database.dueRechecks(account, now, limit)),
      ),
    async sampleKeys(source, count) {
      const ids = rows.sampleIds(source, count);
      return (await use(source, database => database.findKeys(ids, null, count))).map(decodeText);
    },
    async resetAccount(source) {
      mayHaveReplaced = true;
      return accounts.reset(source);
    },
    close: accounts.close,
  };
}
