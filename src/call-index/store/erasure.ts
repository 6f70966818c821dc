import type { SourceName } from '../../domain/source-name.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import type { Accounts } from './accounts.ts';
import { removeKeys } from './remove-rows.ts';
import { decodeText, encodeText } from './text-codec.ts';

/** Erasure of single calls, of which a keyed hash remains, so that the sync does not store them again. */
export interface Erasure {
  /** Erases a call, whether or not it is stored. */
  eraseCall(source: SourceName, key: string): Promise<ErasedRow>;
  /** Lets a call be stored again; returns whether it was erased. */
  restoreCall(source: SourceName, key: string): Promise<boolean>;
  /** Keys of the stored calls that have a text as their key or sid. */
  keysNamed(source: SourceName, text: string): Promise<readonly string[]>;
}

export interface ErasedRow {
  readonly wasStored: boolean;
  /** Number of the calls that remain. */
  readonly callCount: number;
}

export const createErasure = ({ use }: Accounts, rows: IndexedRows): Erasure => ({
  eraseCall: (source, key) =>
    use(source, async (database, account) => {
      const erasedHash = account.erased.hashOf(key);
      const removed = await removeKeys(database, account, rows, [key], { erasedHash });
      account.erased.add(erasedHash);
      return { wasStored: removed > 0, callCount: rows.count(source) };
    }),
  restoreCall: (source, key) =>
    use(source, async (database, account) => {
      const wasErased = account.erased.has(key);
      const restoredHash = account.erased.hashOf(key);
      await database.write({ account: account.id, restoredHash });
      account.erased.delete(restoredHash);
      return wasErased;
    }),
  keysNamed: (source, text) =>
    use(source, async (database, { id: account }) => {
      const named = encodeText(text);
      const byKey = await database.findRowsByKey(account, [named]);
      const bySid = await database.findKeysBySid(account, named);
      return [...new Set([...byKey.map(({ values: [key] }) => key), ...bySid])].map(decodeText);
    }),
});
