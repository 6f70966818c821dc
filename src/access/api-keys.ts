import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey, Caller } from '../domain/caller.ts';

/** Looks up the caller that holds an API key; null if the key is not known. */
export type FindHolder = (presented: string) => Caller | null;

/** Compares the hashes of all keys in constant time, so that timing reveals neither a key nor its length. */
export function createApiKeys(keys: readonly ApiKey[]): FindHolder {
  const holders = keys.map(({ name, key }) => ({ hash: hashOf(key), caller: callerOf(name, key) }));
  return presented => {
    const hash = hashOf(presented);
    const [holder] = holders.filter(candidate => timingSafeEqual(candidate.hash, hash));
    return holder?.caller ?? null;
  };
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const callerOf = (name: string | null, key: string): Caller => ({
  name: name ?? `key-${hashOf(key).toString('hex', 0, 4)}`,
  authMethod: 'API_KEY',
});
