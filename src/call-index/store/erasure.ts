import type { SourceName } from '../../domain/source-name.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import type { Accounts } from './accounts.ts';
import { removeKeys } from './remove-rows.ts';

/** Erasure of single calls, of which a keyed hash remains, so that the sync does not store them again. */
export interface Erasure {
  /** Erases a call, whether or not it is stored; returns whether it was. */
  eraseCall(source: SourceName, key: string): Promise<boolean>;
  /** Lets a call be stored again; returns whether it was erased. */
  restoreCall(source: SourceName, key: string): Promise<boolean>;
}

export const createErasure = ({ use }: Accounts, rows: IndexedRows): Erasure => ({
  eraseCall: (source, key) =>
    use(source, async (database, account) => {
      const erasedHash = account.erased.hashOf(key);
      const removed = await removeKeys(database, account, rows, [key], { erasedHash });
      account.erased.add(erasedHash);
      return removed > 0;
    }),
  restoreCall: (source, key) =>
    use(source, async (database, account) => {
      const wasErased = account.erased.has(key);
      const restoredHash = account.erased.hashOf(key);
      await database.write({ account: account.id, restoredHash });
      account.erased.delete(restoredHash);
      return wasErased;
    }),
});
