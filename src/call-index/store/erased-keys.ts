import { createHmac } from 'node:crypto';
import type { StoredAccount } from './row-database.ts';

/** Keys of calls that must not be stored again, of which only hashes are known. */
export interface ErasedKeys {
  has(key: string): boolean;
  hashOf(key: string): string;
  add(hash: string): void;
  delete(hash: string): void;
  /** Version that was taken over last. */
  version: number;
  /** Takes over what another process has erased or restored. */
  replace(account: ErasedHashes): void;
}

type ErasedHashes = Pick<StoredAccount, 'erasedHashes' | 'erasedVersion'>;

/** `salt` is a secret of the database, so that nobody can find a key by trying keys without the database. */
export function createErasedKeys({
  salt,
  ...stored
}: ErasedHashes & Pick<StoredAccount, 'salt'>): ErasedKeys {
  let hashes = new Set(stored.erasedHashes);
  const hashOf = (key: string): string => createHmac('sha256', salt).update(key).digest('base64url');
  const keys: ErasedKeys = {
    version: stored.erasedVersion,
    has: key => hashes.size > 0 && hashes.has(hashOf(key)),
    hashOf,
    add: hash => void hashes.add(hash),
    delete: hash => void hashes.delete(hash),
    replace({ erasedHashes, erasedVersion }) {
      if (erasedHashes === null) return;
      hashes = new Set(erasedHashes);
      keys.version = erasedVersion;
    },
  };
  return keys;
}
