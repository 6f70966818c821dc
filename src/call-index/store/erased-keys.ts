import { createHmac } from 'node:crypto';

/** Keys of calls that must not be stored again, of which only hashes are known. */
export interface ErasedKeys {
  has(key: string): boolean;
  hashOf(key: string): string;
  add(hash: string): void;
  delete(hash: string): void;
  /** Takes over what another process has erased or restored. */
  replace(hashes: readonly string[]): void;
}

/** `salt` is a secret of the database, so that nobody can find a key by trying keys without the database. */
export function createErasedKeys(salt: string, erasedHashes: readonly string[]): ErasedKeys {
  let hashes = new Set(erasedHashes);
  const hashOf = (key: string): string => createHmac('sha256', salt).update(key).digest('base64url');
  return {
    has: key => hashes.size > 0 && hashes.has(hashOf(key)),
    hashOf,
    add: hash => void hashes.add(hash),
    delete: hash => void hashes.delete(hash),
    replace(erased) {
      hashes = new Set(erased);
    },
  };
}
